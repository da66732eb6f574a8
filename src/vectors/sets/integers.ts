// Ciphertexts that no encoding gives: numbers at the edges of the range and above it, which code may have a way of its own for.
import type { IntegerBlock } from '../../ciphertexts/block.ts';
import type { Flag } from '../notes.ts';
import { vector, type DraftVector } from './set.ts';

/** What a decoder without padding takes for a key: 0 and 1 are their own decryptions, and so are n and n + 1 where nobody looks at the range. */
const zero = '00'.repeat(16);
const one = `${'00'.repeat(15)}01`;

const values: readonly (readonly [value: IntegerBlock['value'], flag: Flag, msg?: string])[] = [
  ['0', 'InvalidCiphertext', zero],
  ['1', 'InvalidCiphertext', one],
  ['n-1', 'InvalidCiphertext'],
  ['n', 'CiphertextOutOfRange', zero],
  ['n+1', 'CiphertextOutOfRange', one],
  ['2^2048-1', 'CiphertextOutOfRange'],
];

export function* integerVectors(): Generator<DraftVector> {
  for (const [value, flag, msg] of values) {
    const encoding = msg === undefined ? 'scrambled' : 'unpadded';
    const integer = flag === 'CiphertextOutOfRange' ? { integer: 'at-or-above-n' } : {};
    const sent = { block: { form: 'integer', value } as const, declares: { encoding, ...integer } };
    yield vector(flag, `The number ${value} as ciphertext`, sent, msg === undefined ? {} : { msg });
  }
}
