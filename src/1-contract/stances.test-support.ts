// For tests: what the contract of this package makes of a driver's ways.
import { join } from 'node:path';
import { expect } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { evaluate } from './evaluate.ts';
import { loadContract } from './load.ts';
import type { OutcomeBox, Point } from './model.ts';
import { impossibility, normalPoint } from './variables.ts';

const contract = loadContract(join(packageRoot, 'spec'));
export const N = 'NegotiateCryptoSessionKeyExchange';
export const MT = 'NegotiateCryptoSessionKeyExchangeMT';
export const CHANNEL = 'NegotiateAuthenticatedChannelKeyExchange';
export const SET = 'OPMSetSigningKeyAndSequenceNumbers';

export const calm = {
  return: ['returned'],
  others: ['same'],
  setError: ['none'],
  outside: ['untouched'],
  inside: ['same'],
};
export const taken = { ...calm, hr: ['S_OK'], key: ['sent'] };
export const refusal = (hr: string): OutcomeBox => ({ ...calm, hr: [hr], key: ['same'] });
export const invalid = refusal('E_INVALIDARG');
export const crash = { return: ['crashed'] };

/** Ids of rules that a driver breaks by an outcome, as `fail NCSKE-…` and `warn NCSKE-…`. */
export function brokenRules(
  call: string,
  deviation: Point,
  outcome: OutcomeBox,
  has?: (need: string) => boolean,
): string[] {
  const point = { ...normalPoint(contract, call), ...deviation };
  expect(impossibility(contract, call, point)?.why).toBeUndefined();
  return evaluate(contract, call, point, outcome, has)
    .rules.filter(({ standing }) => standing === 'fail' || standing === 'warn')
    .map(({ rule, standing }) => `${standing} ${rule.id.slice('NCSKE-'.length)}`);
}

/** A row of a sheet: a way of a driver at a point, given by what is away from normal there. */
export type Row = readonly [title: string, call: string, deviation: Point, outcome: OutcomeBox];
