// The same key exchange many times over, for what adds up.
import type { Block } from '../ciphertexts/block.ts';
import { lacksCapability } from './driver/lacks.ts';
import type { ObservedStep } from './driver/observed-step.ts';
import type { SendContext } from './driver/send-context.ts';
import { describeKeyExchange } from './key-exchange.ts';
import { negotiate, negotiationPoint, observedNegotiation, prepareNegotiation } from './negotiate.ts';
import type { NegotiateStep } from './negotiate.ts';
import type { StepKind } from './step-kind.ts';

export interface RepeatStep {
  readonly call: 'repeat';
  readonly times: number;
  /** Its `data` differs only in the seed, counted up. */
  readonly step: NegotiateStep;
}

/** Counts up the last four bytes of a seed, so that each call sends another block. */
function withNextSeed(block: Block | null, by: number): Block | null {
  if (block?.form !== 'oaep') return block;
  const seed = Buffer.from(block.seed, 'hex');
  seed.writeUInt32BE((seed.readUInt32BE(12) + by) >>> 0, 12);
  return { ...block, seed: seed.toString('hex') };
}

/** Calls before memory is looked at for the first time: caches of the driver's may fill in the first few. */
const warmUpCalls = 8;

/** Calls after which what a driver stores of the last ones (a trace, a cache) has its full size. */
const settlingCalls = 256;

type Growth = Required<Pick<ObservedStep, 'memory'>> & Pick<ObservedStep, 'handles'>;

/** The memory held by the driver, and the handles of the operating system where the adapter counts them. */
async function readMemoryUse({ driver }: SendContext): Promise<{ bytes: number; handles?: number }> {
  const { bytes = 0, handles } = await driver.call('test/memoryUse', {});
  const held = { bytes: Number(bytes) };
  return Number.isSafeInteger(handles) ? { ...held, handles: Number(handles) } : held;
}

/**
 * Sends the calls, and compares what the driver holds before and after (`handles` is a member of ours beside `bytes`; umd-host has
 * it). What grows may be about to fill up, so that it is looked at once more, later; what is lost with each call grows then, too.
 */
async function sendRepeated(
  context: SendContext,
  repeated: RepeatStep,
  index: number,
): Promise<ObservedStep> {
  const { step, times } = repeated;
  let last: ObservedStep | undefined;
  let made = 0;
  const makeCalls = async (count: number): Promise<void> => {
    for (const end = made + count; made < end; made += 1) {
      const next = { ...step, data: withNextSeed(step.data, made) };
      const prepared = await prepareNegotiation(context, next, index);
      const result = await context.driver.call(step.call, prepared.params);
      last = observedNegotiation(context, step.session, prepared, result);
    }
  };
  const measureGrowth = async (): Promise<Growth> => {
    const before = await readMemoryUse(context);
    await makeCalls(times);
    const after = await readMemoryUse(context);
    const memory = { before: before.bytes, after: after.bytes };
    if (before.handles === undefined || after.handles === undefined) return { memory };
    return { memory, handles: { before: before.handles, after: after.handles } };
  };
  await makeCalls(warmUpCalls);
  let growth = await measureGrowth();
  if ([growth.memory, growth.handles].some((one) => one !== undefined && one.after > one.before)) {
    await makeCalls(settlingCalls);
    growth = await measureGrowth();
  }
  return { ...(last ?? { call: step.call }), ...growth, keys: await context.readKeys() };
}

export const repeat: StepKind<RepeatStep> = {
  objectName: ({ step }) => step.session,
  unsupported: ({ step }, survey) =>
    lacksCapability(survey, 'memoryUse') ?? negotiate.unsupported?.(step, survey),
  points(draft, { step }, [declared]) {
    const point = negotiationPoint(draft, step, declared);
    return ['repetition' in point ? { ...point, repetition: 'many' } : point];
  },
  describe: ({ times, step }) => `${times} times: ${describeKeyExchange(step, step.session)}`,
  send: sendRepeated,
};
