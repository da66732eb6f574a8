// Ciphertexts that no encoding gives: numbers at the edges of the range, which code may have a way of its own for.
import type { Block, IntegerBlock } from '../../recipe/block.ts';
import { vector, type DraftVector } from './set.ts';

const scrambled = { encoding: 'scrambled' };
const outOfRange = { integer: 'at-or-above-n' };

export function* numbers(): Generator<DraftVector> {
  const number = (value: IntegerBlock['value']): Block => ({ form: 'integer', value });
  for (const value of ['0', '1', 'n-1'] as const) {
    yield vector('InvalidCiphertext', `The number ${value} as ciphertext`, {
      block: number(value),
      declares: scrambled,
    });
  }
  for (const value of ['n', '2^2048-1'] as const) {
    yield vector('CiphertextOutOfRange', `The number ${value} as ciphertext`, {
      block: number(value),
      declares: outOfRange,
    });
  }
}
