// Mutants of EME-OAEP decoding: a byte or a bit that is not looked at, a weaker comparison, other parameters, a fall-back.
import { createHash } from 'node:crypto';
import { hashBytes } from '../../2-plan/lengths.ts';
import { hashNames } from '../../ciphertexts/block.ts';
import { wordsReversed } from '../../ciphertexts/open/classify-block.ts';
import { pkcs1Message } from '../../ciphertexts/open/patterns.ts';
import { privateKeyOf } from '../../ciphertexts/open/private-key.ts';
import type { UnmaskVariant } from '../../ciphertexts/open/unmask.ts';
import { unrelatedPrivateKey } from '../../ciphertexts/open/unrelated-private-key.ts';
import { labels } from '../../vectors/sets/encodings.ts';
import { rightMessage } from './decoder.ts';
import { bits, equalUnder, keyBytes, mutant, type Mutant } from './mutant.ts';

export function* leadingByteMutants(): Generator<Mutant> {
  for (const bit of bits)
    yield mutant(`bit ${bit} of Y ignored`, { leadingByteFits: (Y) => (Y & ~bit) === 0 });
}

/** The XOR of words of 8 bytes. */
function folded(bytes: Buffer): string {
  const sums = new Array<number>(8).fill(0);
  for (const [at, byte] of bytes.entries()) sums[at % 8] = (sums[at % 8] ?? 0) ^ byte;
  return sums.join();
}

export function* labelHashMutants(hLen: number): Generator<Mutant> {
  for (let at = 0; at < hLen; at += 1) {
    yield mutant(`byte ${at} of lHash ignored`, {
      labelHashFits: equalUnder((one) => (one === at ? 0 : 0xff)),
    });
  }
  for (const at of [0, hLen - 1]) {
    for (const bit of bits)
      yield mutant(`bit ${bit} of byte ${at} of lHash ignored`, {
        labelHashFits: equalUnder((one) => (one === at ? ~bit : 0xff)),
      });
  }
  yield mutant('first two bytes of lHash compared by their XOR', {
    labelHashFits: (seen, right) =>
      ((seen[0] ?? 0) ^ (seen[1] ?? 0)) === ((right[0] ?? 0) ^ (right[1] ?? 0)) &&
      seen.subarray(2).equals(right.subarray(2)),
  });
  yield mutant('first two words of lHash compared by their XOR', {
    labelHashFits: (seen, right) =>
      folded(seen.subarray(0, 16)) === folded(right.subarray(0, 16)) &&
      seen.subarray(16).equals(right.subarray(16)),
  });
  yield mutant('first and last byte of lHash compared by their sum', {
    labelHashFits: (seen, right) => {
      const ends = (bytes: Buffer): number => ((bytes[0] ?? 0) + (bytes.at(-1) ?? 0)) & 0xff;
      return ends(seen) === ends(right) && seen.subarray(1, -1).equals(right.subarray(1, -1));
    },
  });
  yield mutant('last two bytes of lHash compared by their sum', {
    labelHashFits: (seen, right) => {
      const pair = (bytes: Buffer): number => (bytes.at(-2) ?? 0) + (bytes.at(-1) ?? 0);
      return pair(seen) === pair(right) && seen.subarray(0, -2).equals(right.subarray(0, -2));
    },
  });
  const also = (name: string, fits: (seen: Buffer, right: Buffer) => boolean): Mutant =>
    mutant(`lHash ${name} accepted too`, {
      labelHashFits: (seen, right) => seen.equals(right) || fits(seen, right),
    });
  yield also('all 00', (seen) => seen.every((byte) => byte === 0));
  yield also('all FF', (seen) => seen.every((byte) => byte === 0xff));
  yield also('in reverse order', (seen, right) => Buffer.from(seen).reverse().equals(right));
  for (const hash of hashNames.filter((one) => hashBytes(one) < hLen))
    yield also(`that begins with ${hash} of the label`, (seen) =>
      seen.subarray(0, hashBytes(hash)).equals(createHash(hash).digest()),
    );
  yield also('with every bit turned', (seen, right) =>
    seen.every((byte, at) => byte === 0xff - (right[at] ?? 0)),
  );
}

/** @param messageBytes what the message is taken to be, where padding is not looked at */
export function* paddingMutants(psBytes: number, messageBytes: number): Generator<Mutant> {
  const fixed = (fits: (PS: Buffer) => boolean): Partial<Mutant['parts']> => ({
    messageIn(rest) {
      const at = rest.length - messageBytes - 1;
      const right = rightMessage(rest);
      if (right !== null || at < 0 || rest[at] !== 1) return right;
      return fits(rest.subarray(0, at)) ? rest.subarray(at + 1) : null;
    },
  });
  const zerosUnder = (mask: (at: number) => number): ((PS: Buffer) => boolean) => {
    return (PS) => PS.every((byte, at) => (byte & mask(at)) === 0);
  };
  for (let at = 0; at < psBytes; at += 1)
    yield mutant(`byte ${at} of PS ignored`, fixed(zerosUnder((one) => (one === at ? 0 : 0xff))));
  for (const at of [0, psBytes - 1]) {
    for (const bit of bits)
      yield mutant(
        `bit ${bit} of byte ${at} of PS ignored`,
        fixed(zerosUnder((one) => (one === at ? ~bit : 0xff))),
      );
  }
  yield mutant(
    'PS all FF accepted too',
    fixed((PS) => PS.every((byte) => byte === 0xff)),
  );
  yield mutant(
    'PS compared by the sum of its bytes',
    fixed((PS) => (PS.reduce((sum, byte) => sum + byte, 0) & 0xff) === 0),
  );
}

export function* separatorMutants(): Generator<Mutant> {
  const taken = (name: string, fits: (byte: number) => boolean): Mutant =>
    mutant(`separator: ${name}`, {
      messageIn(rest) {
        const at = rest.findIndex((byte) => byte !== 0);
        return at >= 0 && fits(rest[at] ?? 0) ? rest.subarray(at + 1) : null;
      },
    });
  for (const bit of bits.slice(1)) yield taken(`bit ${bit} ignored`, (byte) => (byte & ~bit) === 1);
  for (const value of [0x02, 0x80, 0xff])
    yield taken(`${value.toString(16)} taken too`, (byte) => byte === 1 || byte === value);
  const without = (name: string, message: (rest: Buffer, at: number) => Buffer | null): Mutant =>
    mutant(`no separator: ${name}`, {
      messageIn(rest) {
        const at = rest.findIndex((byte) => byte !== 0);
        return rightMessage(rest) ?? message(rest, at);
      },
    });
  yield without('16 bytes from the first one that is not 00', (rest, at) =>
    at >= 0 && rest.length - at === keyBytes ? rest.subarray(at) : null,
  );
  yield without('a key all 00', (_rest, at) => (at < 0 ? Buffer.alloc(keyBytes) : null));
  yield without('fewer bytes, filled up with 00 in front', (rest, at) =>
    at >= 0 && rest.length - at < keyBytes ? rest.subarray(-keyBytes) : null,
  );
}

/** Parameters and masks that are tried where the right ones fail. */
export function* parameterMutants(hash: string, mgfHash: string): Generator<Mutant> {
  for (const one of hashNames) {
    for (const other of hashNames) {
      if (one === hash && other === mgfHash) continue;
      yield mutant(`hash ${one} with MGF1 by ${other} tried too`, {
        others: [(profile) => ({ ...profile, hash: one, mgfHash: other })],
      });
    }
  }
  for (const [what, L] of labels)
    yield mutant(`label ${what} tried too`, {
      others: [(profile) => ({ ...profile, label: L })],
    });
  const variants: readonly UnmaskVariant[] = [
    'counter-little-endian',
    'counter-from-one',
    'counter-one-byte',
    'no-counter',
    'unmasked-seed',
    'unmasked-db',
  ];
  for (const variant of variants)
    yield mutant(`masks tried too: ${variant}`, { maskings: [undefined, variant] });
}

export function* fallbackMutants(messageBytes: number): Generator<Mutant> {
  for (const type of [1, 2])
    yield mutant(`PKCS #1 v1.5, type ${type}, as a fall-back`, { fallback: pkcs1OfType(type) });
  yield mutant('no padding as a fall-back: the last bytes', {
    fallback: (EM) =>
      EM.subarray(0, -messageBytes).every((byte) => byte === 0) && EM.at(-messageBytes) !== 0
        ? EM.subarray(-messageBytes)
        : null,
  });
  yield mutant('no padding as a fall-back: the first bytes', {
    fallback: (EM) =>
      EM.subarray(1 + messageBytes).every((byte) => byte === 0) && EM[1] !== 0
        ? EM.subarray(1, 1 + messageBytes)
        : null,
  });
  for (const bytes of [2, 4, 8, 256])
    yield secondTry(`words of ${bytes} bytes little-endian`, (block) => wordsReversed(block, bytes));
  yield secondTry('rotated to the left', (block) => Buffer.concat([block.subarray(1), block.subarray(0, 1)]));
  yield secondTry('rotated to the right', (block) =>
    Buffer.concat([block.subarray(-1), block.subarray(0, -1)]),
  );
  yield mutant("COPP's blocks as a second try", { fallbackReversed: pkcs1OfType(2) });
  yield mutant('another private key as a second try', { otherKeys: [privateKeyOf(unrelatedPrivateKey())] });
}

function secondTry(name: string, order: (block: Buffer) => Buffer): Mutant {
  return mutant(`ciphertext as a second try: ${name}`, { orders: [(block) => block, order] });
}

/** M of a block of PKCS #1 v1.5 with that block type. */
function pkcs1OfType(type: number): (EM: Buffer) => Buffer | null {
  return (EM) => (EM[1] === type ? (pkcs1Message(EM) ?? null) : null);
}
