// The call under test: NegotiateCryptoSessionKeyExchange or NegotiateCryptoSessionKeyExchangeMT, alone, repeated, or several
// at once.
import { resolveBlock, type MadeBlock } from '../ciphertexts/make/block.ts';
import type { Answer, Result } from '../core/protocol/adapter.ts';
import type { Block } from '../ciphertexts/block.ts';
import type { ConcurrentStep, NegotiateStep, RepeatStep } from '../steps/recipe.ts';
import { isFailure, unsigned32 } from '../core/windows/hresult.ts';
import { PrerequisiteMissing, bytesIn, terminationOf } from '../steps/driver/driver-session.ts';
import type { SessionObject } from '../steps/driver/case-objects.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { readKeys } from '../steps/driver/read-keys.ts';
import { sharedResultMembers } from '../steps/driver/shared-result-members.ts';
import { deviceHandle, type SendContext } from '../steps/driver/send-context.ts';

/** pData longer than this many bytes is cut in the observation; its length stands in DataSize and the recipe. */
const maxObservedBytes = 1024;

/** Resolves a block for an object: which certificate is its own, and on which device. */
export async function resolveBlockFor(
  context: SendContext,
  index: number,
  block: Block,
  own: {
    readonly certificate: 'crypto-session' | 'opm' | 'channel';
    readonly hDevice: string;
    readonly random?: Buffer;
  },
): Promise<MadeBlock> {
  const { driver } = context;
  const reference = 'key' in block ? block.key : 'own';
  const key = await driver.publicKey(reference, own.certificate, own.hDevice);
  const { profile, resolve = resolveBlock } = driver.settings;
  const resolved = resolve(block, {
    profile,
    keys: () => key,
    earlier: (step) => {
      const earlier = context.sent.get(step);
      if (earlier === undefined)
        throw new PrerequisiteMissing(`step ${step} sent nothing that could be sent again`);
      return earlier.bytes;
    },
    ...(own.random === undefined ? {} : { random: own.random }),
  });
  if (resolved.problem !== undefined) throw new PrerequisiteMissing(resolved.problem);
  // The same bytes carry what they carried the first time; changed ones carry what only the recipe's author knows.
  const repeatedBlock =
    block.form === 'same-as' && block.finish === undefined ? context.sent.get(block.step) : undefined;
  const made = repeatedBlock === undefined ? resolved : { ...resolved, ...repeatedBlock };
  context.sent.set(index, made);
  return made;
}

/** The device whose certificate a session's blocks are made for; an unread one is trusted to have that of `d0`. */
async function certificateDevice(context: SendContext, session: SessionObject): Promise<string> {
  const own = context.objects
    .entries()
    .some(([, object]) => object.kind === 'device' && object.handle === session.hDevice);
  if (!own || context.certificatesRead.has(session.hDevice)) return session.hDevice;
  context.assumedCertificateDevices.add(session.hDevice);
  return context.driver.device('d0');
}

/** Makes the allocation fail that a step asks for. */
export async function failAllocation(
  context: SendContext,
  wanted: number | 'each' | undefined,
): Promise<void> {
  const after = wanted === 'each' ? context.allocationToFail : wanted;
  if (after !== undefined) await context.driver.call('test/failAllocation', { after });
}

/** What was sent, for the observation. */
export function observedBuffer(bytes: Buffer | null, DataSize: number): NonNullable<ObservedStep['sent']> {
  return { pData: bytes === null ? null : bytes.subarray(0, maxObservedBytes).toString('hex'), DataSize };
}

/** pData behind the call, where the adapter says that it changed. */
export function changedBuffer(result: Result, bytes: Buffer | null): Partial<ObservedStep> {
  const { pDataAfter } = result;
  if (typeof pDataAfter !== 'string' || bytes === null || bytesIn(pDataAfter).equals(bytes)) return {};
  return { pDataAfter: pDataAfter.toLowerCase().slice(0, maxObservedBytes * 2) };
}

interface PreparedCall {
  readonly session: SessionObject;
  readonly params: Record<string, unknown>;
  readonly bytes: Buffer | null;
  readonly resolved: MadeBlock | undefined;
  readonly DataSize: number;
}

async function prepareCall(
  context: SendContext,
  index: number,
  step: NegotiateStep,
  block: Block | null,
): Promise<PreparedCall> {
  const session = context.objects.get(step.session, 'session');
  if (session === undefined) throw new PrerequisiteMissing(`there is no session "${step.session}"`);
  const hDevice = step.device === undefined ? session.hDevice : await deviceHandle(context, step.device);
  const resolved =
    block === null
      ? undefined
      : await resolveBlockFor(context, index, block, {
          certificate: 'crypto-session',
          hDevice: await certificateDevice(context, session),
        });
  const bytes = resolved?.bytes ?? null;
  const DataSize = step.DataSize ?? bytes?.length ?? 256;
  const { driver } = context;
  const five = driver.settings.dialect !== 'd3d11.1' || step.call.endsWith('MT');
  const params = {
    hDevice,
    hCryptoSession: session.handle,
    DataSize,
    pData: bytes === null ? null : bytes.toString('hex'),
    ...(five ? { flags: step.flags ?? 0 } : {}),
    ...(step.buffer === undefined ? {} : { buffer: step.buffer }),
  };
  context.candidates.add(resolved?.carried?.sentAt16);
  context.candidates.add(resolved?.carried?.sent);
  return { session, params, bytes, resolved, DataSize };
}

function observedResult(step: NegotiateStep, prepared: PreparedCall, result: Result): ObservedStep {
  const { bytes, DataSize, resolved, session } = prepared;
  const hr = result['hr'] === undefined ? undefined : unsigned32(Number(result['hr']));
  if (hr !== undefined && !isFailure(hr)) session.keyed = true;
  return {
    call: step.call,
    ...(hr === undefined ? {} : { hr }),
    ...sharedResultMembers(result),
    sent: observedBuffer(bytes, DataSize),
    ...(resolved?.carried === undefined ? {} : { carried: resolved.carried }),
    ...changedBuffer(result, bytes),
  };
}

/** What came of a key exchange: a result, a refusal of the adapter's, or the end of the implementation. */
function observedResponse(step: NegotiateStep, prepared: PreparedCall, answer: Answer): ObservedStep {
  const termination = terminationOf(answer);
  if (termination !== undefined) {
    return { call: step.call, ...termination, sent: observedBuffer(prepared.bytes, prepared.DataSize) };
  }
  if (answer.kind === 'refused') {
    return { call: step.call, refused: { code: answer.code, message: answer.message } };
  }
  return observedResult(step, prepared, answer.kind === 'result' ? answer.result : {});
}

/** Sends one key exchange and looks at all keys behind it. */
export async function sendNegotiation(
  context: SendContext,
  index: number,
  step: NegotiateStep,
): Promise<ObservedStep> {
  const prepared = await prepareCall(context, index, step, step.data);
  await failAllocation(context, step.failAllocation);
  const answer = await context.driver.connection.call(step.call, prepared.params);
  const observed = observedResponse(step, prepared, answer);
  const over = observed.died !== undefined || observed.refused !== undefined;
  return over ? observed : { ...observed, keys: await readKeys(context) };
}

/** Counts up the last four bytes of a seed, so that each call sends another block. */
function withNextSeed(block: Block, by: number): Block {
  if (block.form !== 'oaep') return block;
  const seed = Buffer.from(block.seed, 'hex');
  seed.writeUInt32BE((seed.readUInt32BE(12) + by) >>> 0, 12);
  return { ...block, seed: seed.toString('hex') };
}

/** Calls before memory is looked at for the first time: caches of the driver's may fill in the first few. */
const warmUpCalls = 8;

/** Calls after which what a driver stores of the last ones (a trace, a cache) has its full size. */
const settlingCalls = 256;

type Growth = Required<Pick<ObservedStep, 'memory'>> & Pick<ObservedStep, 'handles'>;

/**
 * Sends the same key exchange many times, and compares the memory held by the driver, and the handles of the operating system
 * where the adapter counts them (`handles`, a member of ours beside `bytes`; umd-host has it). What grows may be about to fill up, so
 * that it is looked at once more, later; what is lost with each call grows then, too.
 */
export async function sendRepeated(
  context: SendContext,
  index: number,
  repeat: RepeatStep,
): Promise<ObservedStep> {
  const { driver } = context;
  const readMemoryUse = async (): Promise<{ bytes: number; handles: number | undefined }> => {
    const { bytes, handles } = await driver.call('test/memoryUse', {});
    return {
      bytes: Number(bytes ?? 0),
      handles: Number.isSafeInteger(handles) ? Number(handles) : undefined,
    };
  };
  let last: ObservedStep | undefined;
  let callIndex = 0;
  const calls = async (times: number): Promise<void> => {
    for (const end = callIndex + times; callIndex < end; callIndex += 1) {
      const { step } = repeat;
      const block = step.data === null ? null : withNextSeed(step.data, callIndex);
      const prepared = await prepareCall(context, index, step, block);
      last = observedResult(step, prepared, await driver.call(step.call, prepared.params));
    }
  };
  const measureGrowth = async (): Promise<Growth> => {
    const before = await readMemoryUse();
    await calls(repeat.times);
    const after = await readMemoryUse();
    const memory = { before: before.bytes, after: after.bytes };
    if (before.handles === undefined || after.handles === undefined) return { memory };
    return { memory, handles: { before: before.handles, after: after.handles } };
  };
  await calls(warmUpCalls);
  let growth = await measureGrowth();
  if ([growth.memory, growth.handles].some((one) => one !== undefined && one.after > one.before)) {
    await calls(settlingCalls);
    growth = await measureGrowth();
  }
  return { ...(last ?? { call: repeat.step.call }), ...growth, keys: await readKeys(context) };
}

/** Sends key exchanges at once, without waiting for one before the next. */
export async function sendConcurrent(
  context: SendContext,
  index: number,
  group: ConcurrentStep,
): Promise<ObservedStep[]> {
  const prepared: PreparedCall[] = [];
  for (const step of group.steps) prepared.push(await prepareCall(context, index, step, step.data));
  const answers = await Promise.all(
    group.steps.map((step, at) => context.driver.connection.call(step.call, prepared[at]?.params ?? {})),
  );
  const together = [...new Set(group.steps.map((step) => step.session))];
  const observed: ObservedStep[] = [];
  for (const [at, step] of group.steps.entries()) {
    const one = prepared[at];
    const answer = answers[at];
    if (one === undefined || answer === undefined) continue;
    observed.push({ ...observedResponse(step, one, answer), together });
    if (answer.kind === 'refused') return observed;
  }
  if (observed.some((one) => one.died !== undefined)) return observed;
  const keys = await readKeys(context);
  return observed.map((one) => ({ ...one, keys }));
}
