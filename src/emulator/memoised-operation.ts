// RSADP whose results are kept, so that many drivers pay once for the same block under the same key.
import { nodePrivateOperation, type PrivateOperation } from './private-operation.ts';

/**
 * A private-key operation that caches results. Memory: about 600 bytes for each different block.
 * @param operation carries out what is not cached
 */
export function memoisedOperation(operation: PrivateOperation = nodePrivateOperation): PrivateOperation {
  const known = new Map<unknown, Map<string, Buffer>>();
  return (key, ciphertext) => {
    let results = known.get(key);
    if (results === undefined) known.set(key, (results = new Map<string, Buffer>()));
    const name = ciphertext.toString('latin1');
    let result = results.get(name);
    if (result === undefined) results.set(name, (result = operation(key, ciphertext)));
    return result;
  };
}
