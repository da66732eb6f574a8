// EM taken apart field by field (RFC 8017, 7.1.2, step 3), for checking vectors. Shares no code with what made them.
import { createHash } from 'node:crypto';

/** Parameters by OpenSSL names; the label as bytes. */
export interface OaepParameters {
  readonly hash: string;
  readonly mgfHash: string;
  readonly label: Uint8Array;
}

/** A way in which masks may be made, other than the RFC's. Named as recipes name it. */
export type Masking =
  | 'rfc8017'
  | 'counter-little-endian'
  | 'counter-from-one'
  | 'counter-one-byte'
  | 'no-counter'
  | 'unmasked-seed'
  | 'unmasked-db';

export function digestOf(hash: string, ...parts: readonly Uint8Array[]): Buffer {
  const state = createHash(hash);
  for (const part of parts) state.update(part);
  return state.digest();
}

function counterOf(masking: Masking, block: number): Buffer {
  switch (masking) {
    case 'counter-little-endian':
      return Buffer.of(block & 0xff, block >> 8, 0, 0);
    case 'counter-from-one':
      return Buffer.of(0, 0, (block + 1) >> 8, (block + 1) & 0xff);
    case 'counter-one-byte':
      return Buffer.of(block);
    case 'no-counter':
      return Buffer.alloc(0);
    default:
      return Buffer.of(0, 0, block >> 8, block & 0xff);
  }
}

function mask(seed: Uint8Array, bytes: number, hash: string, masking: Masking): Buffer {
  const blocks: Buffer[] = [];
  let have = 0;
  for (let block = 0; have < bytes; block += 1) {
    const next = digestOf(hash, seed, counterOf(masking, block));
    blocks.push(next);
    have += next.length;
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}

function combined(a: Uint8Array, b: Uint8Array): Buffer {
  return Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)));
}

/** What stands in the fields. The length of M determines where PS, separator and M are. */
export interface Fields {
  readonly Y: number;
  readonly seed: Buffer;
  readonly DB: Buffer;
  readonly lHash: Buffer;
  readonly rightLHash: Buffer;
  /** DB behind lHash. */
  readonly rest: Buffer;
}

/** Takes EM apart. */
export function fieldsOf(EM: Buffer, parameters: OaepParameters, masking: Masking = 'rfc8017'): Fields {
  const rightLHash = digestOf(parameters.hash, parameters.label);
  const hLen = rightLHash.length;
  const maskedSeed = EM.subarray(1, 1 + hLen);
  const maskedDB = EM.subarray(1 + hLen);
  const seed =
    masking === 'unmasked-seed'
      ? maskedSeed
      : combined(maskedSeed, mask(maskedDB, hLen, parameters.mgfHash, masking));
  const DB =
    masking === 'unmasked-db'
      ? maskedDB
      : combined(maskedDB, mask(seed, maskedDB.length, parameters.mgfHash, masking));
  return { Y: EM[0] ?? -1, seed, DB, lHash: DB.subarray(0, hLen), rightLHash, rest: DB.subarray(hLen) };
}

/** The names of the wrong fields, where the message is so many bytes long. */
export function wrongFields(fields: Fields, messageBytes: number): string[] {
  const at = fields.rest.length - messageBytes - 1;
  const wrong: string[] = [];
  if (fields.Y !== 0) wrong.push('y');
  if (!fields.lHash.equals(fields.rightLHash)) wrong.push('lhash');
  if (at < 0 || fields.rest.subarray(0, at).some((byte) => byte !== 0)) wrong.push('ps');
  if (fields.rest[at] !== 1) wrong.push('separator');
  return wrong;
}

/** M as RFC 8017 finds it, or undefined where it ends in a decryption error. */
export function messageOf(fields: Fields): Buffer | undefined {
  if (fields.Y !== 0 || !fields.lHash.equals(fields.rightLHash)) return undefined;
  const at = fields.rest.findIndex((byte) => byte !== 0);
  return at >= 0 && fields.rest[at] === 1 ? fields.rest.subarray(at + 1) : undefined;
}

/** EME-OAEP with a given seed (RFC 8017, 7.1.1), for blocks of which only a part was sent. */
export function encode(M: Buffer, seed: Buffer, parameters: OaepParameters, k: number): Buffer {
  const lHash = digestOf(parameters.hash, parameters.label);
  const own = seed.subarray(0, lHash.length);
  const PS = Buffer.alloc(k - M.length - 2 * lHash.length - 2);
  const DB = Buffer.concat([lHash, PS, Buffer.of(1), M]);
  const maskedDB = combined(DB, mask(own, DB.length, parameters.mgfHash, 'rfc8017'));
  const maskedSeed = combined(own, mask(maskedDB, lHash.length, parameters.mgfHash, 'rfc8017'));
  return Buffer.concat([Buffer.of(0), maskedSeed, maskedDB]);
}
