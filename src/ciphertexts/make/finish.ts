// Operations on a finished ciphertext, as bytes.
import { fromHex } from '../../core/hex.ts';
import type { Finish } from '../block.ts';
import { xorInto } from './eme-oaep.ts';
import { place } from './position.ts';
import { i2osp, os2ip, type PublicKey } from './rsa-public.ts';

/** What `add-n` may come to. */
export type FinishProblem = 'c + n does not fit';

// Recipes may come from a file; nothing that is sent needs more (DataSize is said apart from the bytes).
const longest = 1 << 24;

/**
 * Applies operations in order. Reading them: `reverse-words` reverses the bytes within each word, `rotate` goes to the left
 * (to the right where negative), `repeat` repeats or cuts to a length, `add-n` takes the bytes for a big-endian integer.
 * @param key whose n is added
 * @throws RangeError that names the operation, where it cannot be applied to bytes of this length
 */
export function finish(
  bytes: Buffer,
  operations: readonly Finish[],
  key: () => PublicKey,
): Buffer | FinishProblem {
  let current = bytes;
  for (const operation of operations) {
    const next = apply(current, operation, key);
    if (typeof next === 'string') return next;
    current = next;
  }
  return current;
}

function apply(bytes: Buffer, operation: Finish, key: () => PublicKey): Buffer | FinishProblem {
  switch (operation.op) {
    case 'reverse':
      return Buffer.from(bytes).reverse();
    case 'reverse-words': {
      const word = count(operation.op, operation.bytes, 1, Math.max(1, bytes.length));
      if (bytes.length % word !== 0)
        throw new RangeError(`reverse-words: ${bytes.length} bytes are no words of ${word} bytes`);
      const reversed = Buffer.from(bytes);
      for (let at = 0; at < reversed.length; at += word) reversed.subarray(at, at + word).reverse();
      return reversed;
    }
    case 'add-n': {
      const sum = os2ip(bytes) + key().n;
      return sum < 1n << BigInt(8 * bytes.length) ? i2osp(sum, bytes.length) : 'c + n does not fit';
    }
    case 'xor': {
      const placed = place(operation.op, bytes.length, operation.at, operation.mask);
      const changed = Buffer.from(bytes);
      xorInto(changed.subarray(placed.offset), placed.bytes);
      return changed;
    }
    case 'rotate': {
      if (!Number.isSafeInteger(operation.by))
        throw new RangeError(`rotate: a whole number was expected, got ${operation.by}`);
      if (bytes.length === 0) return bytes;
      const by = ((operation.by % bytes.length) + bytes.length) % bytes.length;
      return Buffer.concat([bytes.subarray(by), bytes.subarray(0, by)]);
    }
    case 'truncate':
      return bytes.subarray(0, count(operation.op, operation.to, 0, bytes.length));
    case 'drop-front':
      return bytes.subarray(count(operation.op, operation.bytes, 0, bytes.length));
    case 'append':
      return joined(operation.op, [bytes, fromHex(operation.bytes)]);
    case 'prepend':
      return joined(operation.op, [fromHex(operation.bytes), bytes]);
    case 'repeat': {
      const to = count(operation.op, operation.to, 0, longest);
      if (bytes.length === 0 && to > 0) throw new RangeError('repeat: there are no bytes to repeat');
      return Buffer.alloc(to, bytes);
    }
    default:
      throw new RangeError(
        `finish: there is no operation "${(operation satisfies never as { op: string }).op}"`,
      );
  }
}

function count(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name}: a number of bytes from ${least} to ${most} was expected, got ${value}`);
  }
  return value;
}

function joined(name: string, parts: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(parts);
  if (bytes.length > longest) throw new RangeError(`${name}: more than ${longest} bytes would come out`);
  return bytes;
}
