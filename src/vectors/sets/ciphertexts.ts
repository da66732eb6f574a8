// Ciphertexts that no encoding gives: numbers at the edges of the range, which code may have a way of its own for. Numbers at n
// and above that are no encoding besides are left out: who looks at no range refuses them all the same.
import type { IntegerBlock } from '../../recipe/block.ts';
import { vector, type DraftVector } from './set.ts';

/** 0 and 1 are their own decryptions: what a decoder without padding takes for a key. */
const numbers0And1: readonly (readonly [value: IntegerBlock['value'], msg: string])[] = [
  ['0', '00'.repeat(16)],
  ['1', `${'00'.repeat(15)}01`],
];

export function* numbers(): Generator<DraftVector> {
  for (const [value, msg] of numbers0And1) {
    const sent = { block: { form: 'integer', value } as const, declares: { encoding: 'unpadded' } };
    yield vector('InvalidCiphertext', `The number ${value} as ciphertext`, sent, { msg });
  }
  yield vector('InvalidCiphertext', 'The number n-1 as ciphertext', {
    block: { form: 'integer', value: 'n-1' },
    declares: { encoding: 'scrambled' },
  });
}
