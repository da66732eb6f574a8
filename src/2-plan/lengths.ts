// Lengths in bytes that follow from the profile's hash (RFC 8017, 7.1.1) or stand in the contract.
import { createHash } from 'node:crypto';
import { modulusLength } from '../core/windows/lengths.ts';
import type { PlanContext } from './property.ts';

const hashLengths = new Map<string, number>();

/** hLen: the length in bytes of a hash's output. */
export function hashBytes(name: string): number {
  let bytes = hashLengths.get(name);
  if (bytes === undefined) hashLengths.set(name, (bytes = createHash(name).digest().length));
  return bytes;
}

/** The longest message that a block holds under the profile: k - 2 hLen - 2 bytes. */
export function longestMessage(context: Pick<PlanContext, 'profile'>): number {
  return modulusLength - 2 * hashBytes(context.profile.hash) - 2;
}

/** The length of PS in bytes, for a message of `messageBytes`. */
export function paddingBytes(context: Pick<PlanContext, 'profile'>, messageBytes: number): number {
  return longestMessage(context) - messageBytes;
}

/** The largest DataSize below the bound that a block alone fills. */
export function sizeBelowBound(context: Pick<PlanContext, 'contract'>): number {
  return Math.min(contractBound(context, 'size'), modulusLength) - 1;
}

/**
 * The bound in bytes of one of the contract's lengths: `size` (DataSize), `message` (the key), `opmMessage`.
 * @throws RangeError where the contract has no such bound.
 */
export function contractBound(
  context: Pick<PlanContext, 'contract'>,
  name: 'size' | 'message' | 'opmMessage',
): number {
  const bound = context.contract.points.find((variable) => variable.name === name)?.bound;
  if (bound === undefined) throw new RangeError(`the contract has no bound for ${name}`);
  return bound;
}
