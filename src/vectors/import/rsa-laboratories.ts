// RSA Laboratories' text format for RSAES-OAEP (beside PKCS #1 v2.1): comments name what the lines of hexadecimal bytes below
// them are. Hash and MGF1 are SHA-1, the label is empty.
import { keyFrom, type ImportedVector, type JwkNumbers } from './imported.ts';

const labels: readonly (readonly [label: RegExp, name: string])[] = [
  [/^RSA modulus n:?$/i, 'n'],
  [/^RSA public exponent e:?$/i, 'e'],
  [/^RSA private exponent d:?$/i, 'd'],
  [/^Prime p:?$/i, 'p'],
  [/^Prime q:?$/i, 'q'],
  [/^p's CRT exponent dP:?$/i, 'dp'],
  [/^q's CRT exponent dQ:?$/i, 'dq'],
  [/^CRT coefficient qInv:?$/i, 'qi'],
  [/^Message to be encrypted:?$/i, 'message'],
  [/^Seed:?$/i, 'seed'],
  [/^Encryption:?$/i, 'encryption'],
];

/** Whether a text is in this format. */
export function isRsaLaboratories(text: string): boolean {
  return /^# *RSA modulus n:?/im.test(text) && /^# *Encryption:?/im.test(text);
}

const keyMembers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

function numbersOf(values: ReadonlyMap<string, Buffer>): JwkNumbers {
  const text = (name: string): string => {
    const bytes = values.get(name) ?? Buffer.alloc(0);
    const first = bytes.findIndex((byte) => byte !== 0);
    return bytes.subarray(Math.max(0, first)).toString('base64url');
  };
  return Object.fromEntries(keyMembers.map((name) => [name, text(name)])) as unknown as JwkNumbers;
}

function bitsOf(n: Buffer): number {
  return BigInt(`0x0${n.toString('hex')}`).toString(2).length;
}

/** The vectors of a text. @throws RangeError where a line is neither a comment nor bytes, with its number */
export function readRsaLaboratories(name: string, text: string): ImportedVector[] {
  const vectors: ImportedVector[] = [];
  const values = new Map<string, Buffer>();
  let current = '';
  let example = '';
  const finish = (): void => {
    const ct = values.get('encryption');
    const n = values.get('n');
    if (ct === undefined || n === undefined) return;
    vectors.push({
      id: `${name} ${example === '' ? String(vectors.length + 1) : example}`,
      comment: 'an example of RSA Laboratories',
      result: 'valid',
      keyBits: bitsOf(n),
      key: keyFrom(numbersOf(values)),
      parameters: { hash: 'sha1', mgfHash: 'sha1', label: Buffer.alloc(0) },
      msg: values.get('message') ?? Buffer.alloc(0),
      ct,
    });
    values.delete('encryption');
    values.delete('message');
  };
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('#')) {
      const words = line.replace(/^#+ */, '');
      const found = labels.find(([label]) => label.test(words));
      if (values.has('encryption')) finish();
      example = /Encryption Example ([0-9.]+)/i.exec(words)?.[1] ?? example;
      current = found?.[1] ?? '';
      if (current !== '') values.set(current, Buffer.alloc(0));
      continue;
    }
    if (!/^([0-9a-f]{2}\s*)+$/i.test(line)) throw new RangeError(`line ${at + 1} is neither a comment nor bytes`);
    if (current === '') continue;
    const bytes = Buffer.from(line.replaceAll(/\s/g, ''), 'hex');
    values.set(current, Buffer.concat([values.get(current) ?? Buffer.alloc(0), bytes]));
  }
  finish();
  return vectors;
}
