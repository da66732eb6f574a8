// Rare shapes of EM and of the ciphertext: searched for by counting up the seed, deterministic for a key and a recipe.
import type { Shape } from '../block.ts';
import type { Encoded, PreparedEncoding } from './eme-oaep.ts';
import { isBelowModulus, rsaPublic, type PublicKey } from './rsa-public.ts';

/** What was found: the block, and the seed that gave it. */
export interface Found extends Encoded {
  readonly c: Buffer;
}

/** A seed gave an EM at or above n, which RSA cannot encrypt; with edits to Y, every seed may. */
export type NotFound = 'shape not found' | 'EM is not below n';

interface Search {
  /** Over EM: costs four hashes a try. Over c: the public-key operation besides. */
  readonly over: 'EM' | 'c';
  readonly tries: number;
  holds(bytes: Buffer, key: PublicKey, hLen: number): boolean;
}

// Twenty times the expected number of tries where it is 256: missed once in 480 million searches. Five times where it is
// 65,536: missed once in 150, since for c a try costs about 27 µs.
const oneByte = 20 * 256;
const twoBytes = 5 * 65_536;
const separatorLike = Buffer.of(0, 1);

const searches: Readonly<Record<Shape, Search>> = {
  'c-leading-zero': { over: 'c', tries: oneByte, holds: (c) => c[0] === 0 },
  'c-two-leading-zeros': { over: 'c', tries: twoBytes, holds: (c) => c[0] === 0 && c[1] === 0 },
  'c-trailing-zero': { over: 'c', tries: oneByte, holds: (c) => c[c.length - 1] === 0 },
  'c-top-bit-set': { over: 'c', tries: oneByte, holds: (c) => (c[0] ?? 0) >= 0x80 },
  'c-top-bit-clear': { over: 'c', tries: oneByte, holds: (c) => (c[0] ?? 0) < 0x80 },
  'c-plus-n-fits': { over: 'c', tries: oneByte, holds: sumFits },
  'c-reversed-below-n': { over: 'c', tries: oneByte, holds: reversalBelow },
  'c-contains-separator-like': { over: 'c', tries: oneByte, holds: (c) => c.includes(separatorLike) },
  'em-second-byte-zero': { over: 'EM', tries: oneByte, holds: (EM) => EM[1] === 0 },
  'em-second-and-third-byte-zero': { over: 'EM', tries: twoBytes, holds: (EM) => EM[1] === 0 && EM[2] === 0 },
  'em-last-byte-zero': { over: 'EM', tries: oneByte, holds: (EM) => EM[EM.length - 1] === 0 },
  'em-second-byte-02': { over: 'EM', tries: oneByte, holds: (EM) => EM[1] === 2 },
  'masked-db-leading-zero': { over: 'EM', tries: oneByte, holds: (EM, _key, hLen) => EM[1 + hLen] === 0 },
};

/** The bytes of c in reverse order are an integer below n. */
function reversalBelow(c: Buffer, key: PublicKey): boolean {
  return Buffer.from(c).reverse().compare(key.modulus) < 0;
}

/** c + n < 2^(8k) means that each byte of c, from the top, is at most what n leaves to FF. */
function sumFits(c: Buffer, key: PublicKey): boolean {
  for (let at = 0; at < c.length; at++) {
    const sum = (c[at] ?? 0) + (key.modulus[at] ?? 0);
    if (sum !== 255) return sum < 255;
  }
  return true;
}

/**
 * The first seed, from the one given and counting up its last four bytes (big-endian, wrapping around), whose block has the
 * shape; with no shape, the seed given. Bounded: a shape that cannot come up costs about 0.15 s for one byte, 9 s for two
 * bytes of c. Worth caching for a key and a recipe.
 */
export function encryptWithShape(
  prepared: PreparedEncoding,
  key: PublicKey,
  firstSeed: Buffer,
  shape: Shape | undefined,
): Found | NotFound {
  if (shape === undefined) {
    const encoded = prepared.encode(firstSeed);
    return isBelowModulus(encoded.EM, key)
      ? { ...encoded, c: rsaPublic(key, encoded.EM) }
      : 'EM is not below n';
  }
  const search = searches[shape] as Search | undefined;
  if (search === undefined) throw new RangeError(`until: there is no shape "${shape}"`);
  const seed = Buffer.from(firstSeed.subarray(0, prepared.hLen));
  const counterAt = seed.length - 4;
  const start = seed.readUInt32BE(counterAt);
  // A driver may offer an exponent as long as n, with which each operation takes a hundred times as long.
  const costOfExponent = Math.ceil(key.exponent.toString(16).length / 8);
  const tries = search.over === 'c' ? Math.ceil(search.tries / costOfExponent) : search.tries;
  for (let count = 0; count < tries; count++) {
    seed.writeUInt32BE((start + count) % 2 ** 32, counterAt);
    const encoded = prepared.encode(seed);
    if (search.over === 'EM' && !search.holds(encoded.EM, key, prepared.hLen)) continue;
    if (!isBelowModulus(encoded.EM, key)) continue;
    const c = rsaPublic(key, encoded.EM);
    if (search.over === 'EM' || search.holds(c, key, prepared.hLen)) return { ...encoded, c };
  }
  return 'shape not found';
}
