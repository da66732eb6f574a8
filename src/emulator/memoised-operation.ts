// RSADP whose results are kept, so that many drivers pay once for the same block under the same key.
import { nodePrivateOperation, type PrivateOperation } from './private-operation.ts';

/** How many private-key operations were asked for, and how many of them had to be carried out. */
export interface OperationCount {
  asked: number;
  done: number;
}

/** A private-key operation that remembers. Memory: about 600 bytes for each different block. */
export function memoisedOperation(count: OperationCount = { asked: 0, done: 0 }): PrivateOperation {
  const known = new Map<unknown, Map<string, Buffer>>();
  return (key, ciphertext) => {
    count.asked += 1;
    let results = known.get(key);
    if (results === undefined) known.set(key, (results = new Map<string, Buffer>()));
    const name = ciphertext.toString('latin1');
    let result = results.get(name);
    if (result === undefined) {
      count.done += 1;
      results.set(name, (result = nodePrivateOperation(key, ciphertext)));
    }
    return result;
  };
}
