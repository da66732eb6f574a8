// What was sent, field by field (RFC 8017, 7.1.1, figure 1; 7.2.1), with what is wrong in it marked: data for a drawing.
import { prepareEncoding, type Encoded, type PreparedEncoding } from '../ciphertexts/make/eme-oaep.ts';
import { encodePkcs1, encodeUnpadded, type PlainEncoding } from '../ciphertexts/make/pkcs1-v1.5.ts';
import { reasonOf } from '../core/errors.ts';
import { fromHex } from '../core/hex.ts';
import { isRandomPiece, type Block, type Edit, type Message, type OaepBlock } from '../ciphertexts/block.ts';
import { describeBlock } from '../steps/describe-block.ts';
import { ciphertextRow } from './ciphertext-drawing.ts';
import type { DrawingContext, DrawnBlock, DrawnField, DrawnRow } from './drawn-block.ts';

/** Bytes of an RSA-2048 modulus. */
const k = 256;
/** Bytes of an AES-128 key. */
const keyBytes = 16;

/** Draws a block. What cannot be laid out (it never could be sent either) is a title that says why. */
export function drawBlock(block: Block, context: DrawingContext): DrawnBlock {
  const title = describeBlock(block);
  try {
    return { title, rows: [...encodedRows(block, context), ...ciphertextRow(block, context)] };
  } catch (thrown) {
    return { title: `${title} (${reasonOf(thrown)})`, rows: [] };
  }
}

function encodedRows(block: Block, { profile }: DrawingContext): DrawnRow[] {
  switch (block.form) {
    case 'oaep':
      return oaepRows(block, profile);
    case 'pkcs1-v1.5': {
      const encoding = encodePkcs1(messageBytes(block.M), fromHex(block.PS), block.blockType, k);
      return [plainRow('EM, padded as in PKCS #1 v1.5', encoding, 'not RSAES-OAEP')];
    }
    case 'unpadded':
      return [
        plainRow('EM, not padded', encodeUnpadded(messageBytes(block.M), block.at, k), 'not RSAES-OAEP'),
      ];
    case 'integer':
    case 'bytes':
    case 'same-as':
      return [];
  }
}

function plainRow(label: string, { EM, fields }: PlainEncoding, defect: string): DrawnRow {
  return {
    label,
    fields: fields.map((field, index) => ({
      name: field.name,
      bytes: field.length,
      hex: EM.toString('hex', field.offset, field.offset + field.length),
      ...(index === 0 ? { defect } : {}),
    })),
  };
}

function oaepRows(block: OaepBlock, profile: DrawingContext['profile']): DrawnRow[] {
  const hash = named(block.hash, profile.hash);
  const mgfHash = named(block.mgfHash, profile.mgfHash);
  const prepare = (edits: readonly Edit[]): PreparedEncoding =>
    prepareEncoding({
      M: messageBytes(block.M),
      label: fromHex(block.L ?? profile.label),
      hash,
      mgfHash,
      mgf: block.mgf,
      edits,
      k,
    });
  const seed = fromHex(block.seed);
  const prepared = prepare(block.edits ?? []);
  const right = prepare([]).encode(seed);
  const sent = prepared.encode(seed);
  // Masking only the early edits shows which changes are not those of the late ones.
  const early = prepare((block.edits ?? []).filter((edit) => !late.has(edit.field))).encode(seed);
  const unsure = block.until === undefined ? {} : { defect: `searched until ${block.until}` };
  const reasons = defectsOf(block, profile, hash, mgfHash);
  const { hLen } = prepared;
  return [
    {
      label: 'EM, the encoded message that was encrypted',
      fields: [
        changed('Y', 0, 1, sent.EM, early.EM, reasons),
        { ...changed('maskedSeed', 1, 1 + hLen, sent.EM, early.EM, reasons), ...unsure },
        changed('maskedDB', 1 + hLen, k, sent.EM, early.EM, reasons),
      ],
    },
    { label: 'the same before masking', fields: unmaskedFields(block, prepared, sent, right, reasons) },
  ];
}

const late: ReadonlySet<Edit['field']> = new Set(['EM', 'Y', 'maskedSeed', 'maskedDB']);

function unmaskedFields(
  block: OaepBlock,
  { fields }: PreparedEncoding,
  sent: Encoded,
  right: Encoded,
  reasons: ReadonlyMap<string, string>,
): DrawnField[] {
  return fields
    .filter((field) => field.name !== 'Y' && field.length > 0)
    .flatMap((field): DrawnField[] => {
      const whole = changed(
        field.name,
        field.offset,
        field.offset + field.length,
        sent.unmasked,
        right.unmasked,
        reasons,
      );
      return field.name === 'M' && typeof block.M !== 'string' ? piecesOf(block.M, whole) : [whole];
    });
}

/** A field with its bytes, and the ranges in which they differ from those that would be right. */
function changed(
  name: string,
  from: number,
  to: number,
  sent: Buffer,
  right: Buffer,
  reasons: ReadonlyMap<string, string>,
): DrawnField {
  const wrong: [number, number][] = [];
  for (let at = from; at < to; at += 1) {
    if (sent[at] === right[at]) continue;
    const last = wrong.at(-1);
    if (last !== undefined && last[1] === at - from) last[1] += 1;
    else wrong.push([at - from, at - from + 1]);
  }
  const defect =
    reasons.get(name) ?? (wrong.length === 0 ? undefined : editWords(name, wrong, sent, right, from));
  return {
    name,
    bytes: to - from,
    hex: sent.toString('hex', from, to),
    ...(wrong.length === 0 ? {} : { wrong }),
    ...(defect === undefined ? {} : { defect }),
  };
}

function editWords(
  name: string,
  wrong: readonly (readonly [number, number])[],
  sent: Buffer,
  right: Buffer,
  offset: number,
): string {
  const [first] = wrong;
  if (first === undefined) return '';
  const [from, to] = first;
  const bytes = wrong.reduce((sum, [start, end]) => sum + end - start, 0);
  if (bytes > 1) return `${bytes} bytes of ${name} are not what they should be, the first at ${from}`;
  const hex = (of: Buffer): string => of.toString('hex', offset + from, offset + to);
  return `byte ${from} of ${name} is ${hex(sent)}, and should be ${hex(right)}`;
}

/** Defects that are no single bytes. */
function defectsOf(
  block: OaepBlock,
  profile: DrawingContext['profile'],
  hash: string,
  mgfHash: string,
): Map<string, string> {
  const reasons = new Map<string, string>();
  const label = block.L ?? profile.label;
  if (label !== profile.label) {
    const usual = profile.label === '' ? 'empty' : profile.label;
    reasons.set('lHash', `hash of the label ${label === '' ? '(empty)' : label}; the profile's is ${usual}`);
  }
  if (hash !== profile.hash) reasons.set('lHash', `hash ${hash}; the profile has ${profile.hash}`);
  if (mgfHash !== profile.mgfHash) {
    reasons.set('maskedDB', `masked by MGF1 with ${mgfHash}; the profile has ${profile.mgfHash}`);
    reasons.set('maskedSeed', `masked by MGF1 with ${mgfHash}`);
  }
  if (block.mgf !== undefined) reasons.set('maskedDB', `MGF1 ${block.mgf}`);
  const bytes = messageBytes(block.M).length;
  if (typeof block.M === 'string' && bytes !== keyBytes) {
    reasons.set('M', `${bytes} bytes, where a key has ${keyBytes}`);
  }
  return reasons;
}

function piecesOf(M: Exclude<Message, string>, whole: DrawnField): DrawnField[] {
  let at = 0;
  return M.map((piece, index) => {
    const random = isRandomPiece(piece);
    const bytes = random ? keyBytes : piece.length / 2;
    const hex = whole.hex?.slice(2 * at, 2 * (at + bytes));
    at += bytes;
    const order = piece === '$random-reversed' ? ', reversed' : '';
    const name = random ? `M: random number${order}` : `M, part ${index + 1}`;
    return random || hex === undefined ? { name, bytes } : { name, bytes, hex };
  });
}

function named(hash: string | undefined, profile: string): string {
  return hash === undefined || hash === 'profile' ? profile : hash;
}

function messageBytes(M: Message): Buffer {
  if (typeof M === 'string') return fromHex(M);
  return Buffer.concat(M.map((piece) => (isRandomPiece(piece) ? Buffer.alloc(keyBytes) : fromHex(piece))));
}
