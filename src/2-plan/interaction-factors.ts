// The dimensions of the interaction cases: circumstances of the call under test, and at most one defect.
import type { Condition, Contract, Impossible, PointVariable } from '../1-contract/model.ts';
import { callDefects, firstAllocationFails, type CallDefect } from './call-defects.ts';
import type { Factor } from './covering-array.ts';
import type { PlanContext } from './property.ts';

export type NegotiateCall = 'NegotiateCryptoSessionKeyExchange' | 'NegotiateCryptoSessionKeyExchangeMT';

/** Circumstances that a case can bring about, each by steps of its own. */
const circumstanceNames = [
  'buffer',
  'blockUse',
  'sessionKey',
  'refresh',
  'otherSession',
  'previousCall',
  'decodeProfile',
  'certificateRead',
  'keyUse',
  'encryptedFor',
  'concurrency',
] as const;
export type Circumstance = (typeof circumstanceNames)[number];

/** No defect at all: the first value of the factor. */
export const noDefect: CallDefect = {
  name: 'none',
  what: 'a valid block',
  sets: {},
  inBlock: false,
  data: (block) => ({ block, declares: {} }),
  options: {},
};

/** All defects that interactions range over, the absence of any first. */
export function interactionDefects(context: PlanContext): CallDefect[] {
  return [noDefect, ...callDefects(context), firstAllocationFails];
}

const variablesOfCall = (contract: Contract, call: NegotiateCall): PointVariable[] =>
  contract.points.filter((variable) => variable.calls.includes(call));

/** The factors of a call: its defect, and every circumstance with the values that the contract gives it. */
export function interactionFactors(context: PlanContext, call: NegotiateCall): Factor[] {
  const all = variablesOfCall(context.contract, call);
  const normal = Object.fromEntries(
    all.filter((variable) => variable.role === 'defect').map((variable) => [variable.name, variable.normal]),
  );
  const defects: Factor = {
    name: 'defect',
    values: interactionDefects(context).map((defect) => ({
      name: defect.name,
      sets: { ...normal, ...defect.sets },
    })),
  };
  const fixed: Factor = {
    name: 'fixed',
    values: [{ name: 'fixed', sets: { dialect: context.dialect, keyExchange: 'rsaes-oaep' } }],
  };
  const circumstances = circumstanceNames.flatMap((name): Factor[] => {
    const variable = all.find((one) => one.name === name);
    if (variable === undefined) return [];
    const values = [variable.normal, ...variable.values.filter((value) => value !== variable.normal)];
    return [{ name, values: values.map((value) => ({ name: value, sets: { [name]: value } })) }];
  });
  return [fixed, defects, ...circumstances];
}

/** Combinations that the contract could speak of, but that no sequence of calls brings about. */
const impossibleSequences: readonly { readonly when: Condition; readonly why: string }[] = [
  {
    when: { blockUse: ['used-on-other-session'], otherSession: ['absent'] },
    why: 'the session that got the block lives on the same device, for whose certificate it was made',
  },
  {
    when: {
      pointer: ['null'],
      blockUse: ['used-on-other-session', 'used-on-destroyed-session', 'used-on-this-session'],
    },
    why: 'a null pointer carries no block',
  },
  { when: { pointer: ['null'], keyUse: ['shared'] }, why: 'a null pointer carries no key' },
  { when: { pointer: ['null'], encryptedFor: ['shared'] }, why: 'a null pointer carries no block' },
  {
    when: { message: ['below', 'above', 'opm-length'], keyUse: ['shared'] },
    why: 'a message of another length is no key of 16 bytes',
  },
  {
    when: { encoding: ['public-key'], encryptedFor: ['shared'] },
    why: 'a block for an unrelated key is encrypted for neither certificate',
  },
  {
    when: { concurrency: ['other-session'], otherSession: ['absent'] },
    why: 'the other thread has a session',
  },
  ...Object.entries({
    buffer: ['unaligned', 'guard-after', 'guard-before', 'read-only', 'guard-short'],
    flags: ['other'],
    device: ['other'],
    size: ['zero', 'below', 'above'],
    pointer: ['null'],
    memory: ['exhausted'],
  }).map(([name, values]) => ({
    when: { concurrency: ['other-session', 'same-session'], [name]: values },
    why: 'calls that are sent together differ in their blocks alone',
  })),
];

/** Circumstances that many drivers and adapters cannot be brought into, those that most of them lack last. */
export const rarelyAvailable: readonly Condition[] = [
  { encryptedFor: ['shared'] },
  { decodeProfile: ['supported'] },
  { concurrency: ['other-session', 'same-session'] },
];

/** What cannot be made, by the contract's own table and by ours, for a call. */
export function impossibleFor(contract: Contract, call: NegotiateCall): Condition[] {
  const applies = (one: Impossible): boolean => one.call.includes('*') || one.call.includes(call);
  return [...contract.impossible.filter(applies), ...impossibleSequences].map((one) => one.when);
}
