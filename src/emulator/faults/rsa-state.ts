// Faults of RSADP that depend on earlier calls.
import type { Variation } from '../driver.ts';
import type { Decoded, Reason } from '../state.ts';
import type { FaultTable } from './family.ts';

/** Blocks are decoded, and where that fails, what this stored of an earlier one is returned. */
const earlierAgain =
  (reasons: readonly Reason[]): Variation =>
  (correct) => {
    let earlier: Decoded | undefined;
    return {
      decryptBlock(block, key, purpose) {
        const decoded = correct.decryptBlock(block, key, purpose);
        if (decoded.defect === null) earlier = { message: Buffer.from(decoded.message), defect: null };
        else if (reasons.includes(decoded.defect) && earlier !== undefined) return earlier;
        return decoded;
      },
    };
  };

export const rsaStateFaults = {
  'result-of-the-call-before-range': earlierAgain(['range']),
  'result-of-the-call-before-any': earlierAgain(['range', 'leading-byte', 'label-hash', 'separator']),
  'result-wrong-every-50th-time': (correct) => {
    let calls = 0;
    return {
      encodedMessage(ciphertext, key) {
        const em = correct.encodedMessage(ciphertext, key);
        calls += 1;
        return calls % 50 === 0 ? Buffer.from(em).reverse() : em;
      },
    };
  },
} as const satisfies FaultTable;
