// RSA Laboratories' text formats for RSAES-OAEP, of the files that go with PKCS #1 v2.1 and with its second draft: comments name
// what the lines of hexadecimal bytes below them are. Hash and MGF1 are SHA-1 unless a heading says otherwise; the label is empty.
import { privateKeyFromJwk, type ImportedVector, type JwkNumbers } from './imported.ts';

const labels: readonly (readonly [label: RegExp, name: string])[] = [
  [/^(?:RSA )?modulus(?: n)?:?$/i, 'n'],
  [/^(?:RSA )?public exponent(?: e)?:?$/i, 'e'],
  [/^RSA private exponent d:?$/i, 'd'],
  [/^Prime (?:p|1):?$/i, 'p'],
  [/^Prime (?:q|2):?$/i, 'q'],
  [/^(?:p's CRT exponent dP|Prime exponent 1):?$/i, 'dp'],
  [/^(?:q's CRT exponent dQ|Prime exponent 2):?$/i, 'dq'],
  [/^(?:CRT coefficient qInv|Coefficient):?$/i, 'qi'],
  [/^Message(?: to be encrypted)?:?$/i, 'message'],
  [/^Seed:?$/i, 'seed'],
  [/^Encryption:?$/i, 'encryption'],
];

/** Whether a text is in one of these formats. */
export function isRsaLaboratories(text: string): boolean {
  return /^# *(?:RSA )?modulus(?: n)?:?/im.test(text) && /^# *Encryption:?/im.test(text);
}

const keyMembers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/** Values by name: hexadecimal digits, of which numbers may have an odd count. */
type Values = Map<string, string>;

function valueBytes(values: Values, name: string): Buffer {
  const digits = values.get(name) ?? '';
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

function keyNumbers(values: Values): JwkNumbers {
  const text = (name: string): string => {
    const bytes = valueBytes(values, name);
    const first = bytes.findIndex((byte) => byte !== 0);
    return bytes.subarray(Math.max(0, first)).toString('base64url');
  };
  return Object.fromEntries(keyMembers.map((name) => [name, text(name)])) as unknown as JwkNumbers;
}

function bitLength(n: Buffer): number {
  return BigInt(`0x0${n.toString('hex')}`).toString(2).length;
}

/** Goes through a text line by line. */
class ExampleReader {
  readonly vectors: ImportedVector[] = [];
  private readonly name: string;
  private readonly values: Values = new Map<string, string>();
  private current = '';
  private example = '';
  private keys = 0;
  private hash = 'sha1';
  private mgfHash = 'sha1';
  /** Whose exponent a mere "Exponent" is. */
  private section: 'e' | 'd' = 'e';

  constructor(name: string) {
    this.name = name;
  }

  finish(): void {
    const { values, example, keys, hash, mgfHash } = this;
    if (!values.has('encryption') || !values.has('n')) return;
    const number = example === '' ? String(this.vectors.length + 1) : example;
    this.vectors.push({
      id: `${this.name} ${number.includes('.') || keys === 0 ? number : `${keys}.${number}`}`,
      comment: 'an example of RSA Laboratories',
      result: 'valid',
      keyBits: bitLength(valueBytes(values, 'n')),
      key: privateKeyFromJwk(keyNumbers(values)),
      parameters: { hash, mgfHash, label: '' },
      msg: valueBytes(values, 'message'),
      ct: valueBytes(values, 'encryption'),
    });
    values.delete('encryption');
    values.delete('message');
  }

  comment(words: string): void {
    if (this.values.has('encryption')) this.finish();
    if (/^Example\b/i.test(words)) this.keys += 1;
    if (/^Public key\b/i.test(words)) this.section = 'e';
    if (/^Private key\b/i.test(words)) this.section = 'd';
    const example = /(?:Encryption|OAEP) Example ([0-9.]+)(?: alg=(\w+))?(?: mgf1=(\w+))?/i.exec(words);
    if (example !== null) {
      this.example = example[1] ?? '';
      this.hash = example[2] ?? 'sha1';
      this.mgfHash = example[3] ?? this.hash;
    }
    const exponent = /^Exponent:?$/i.test(words) ? this.section : undefined;
    this.current = exponent ?? labels.find(([label]) => label.test(words))?.[1] ?? '';
    if (this.current !== '') this.values.set(this.current, '');
  }

  bytes(digits: string): void {
    if (this.current !== '') this.values.set(this.current, (this.values.get(this.current) ?? '') + digits);
  }
}

/** The vectors of a text. @throws RangeError where a line is neither a comment nor bytes, with its number */
export function readRsaLaboratories(name: string, text: string): ImportedVector[] {
  const reader = new ExampleReader(name);
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const digits = line.replaceAll(/\s/g, '');
    if (line.startsWith('#')) reader.comment(line.replace(/^[# ]+/, ''));
    else if (/^[0-9a-f]+$/i.test(digits)) reader.bytes(digits);
    else throw new RangeError(`line ${at + 1} is neither a comment nor bytes`);
  }
  reader.finish();
  return reader.vectors;
}
