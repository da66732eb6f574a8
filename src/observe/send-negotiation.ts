// The call under test: NegotiateCryptoSessionKeyExchange and its MT twin, alone, repeated, or several at once.
import { resolveBlock, type MadeBlock } from '../oaep/block.ts';
import type { Answer, Result } from '../protocol/adapter.ts';
import type { Block } from '../recipe/block.ts';
import type { ConcurrentStep, NegotiateStep, RepeatStep } from '../recipe/recipe.ts';
import { isFailure, unsigned32 } from '../windows/hresult.ts';
import { Lacking, bytesIn, deathIn } from './bench.ts';
import type { SessionObject } from './objects.ts';
import type { ObservedStep } from './observation.ts';
import { seeKeys } from './see-keys.ts';
import { extras } from './extras.ts';
import { deviceHandle, type Sending } from './sending.ts';

/** pData longer than this many bytes is cut in the observation; its length stands in DataSize and the recipe. */
const shownBytes = 1024;

/** Resolves a block for an object: which certificate is its own, and on which device. */
export async function resolveFor(
  sending: Sending,
  index: number,
  block: Block,
  own: {
    readonly certificate: 'crypto-session' | 'opm' | 'channel';
    readonly hDevice: string;
    readonly random?: Buffer;
  },
): Promise<MadeBlock> {
  const { bench } = sending;
  const reference = 'key' in block ? block.key : 'own';
  const key = await bench.publicKey(reference, own.certificate, own.hDevice);
  const { profile, resolve = resolveBlock } = bench.settings;
  const resolved = resolve(block, {
    profile,
    keys: () => key,
    earlier: (step) => {
      const earlier = sending.sent.get(step);
      if (earlier === undefined) throw new Lacking(`step ${step} sent nothing that could be sent again`);
      return earlier.bytes;
    },
    ...(own.random === undefined ? {} : { random: own.random }),
  });
  if (resolved.problem !== undefined) throw new Lacking(resolved.problem);
  // The same bytes carry what they carried the first time; changed ones carry what only the recipe's author knows.
  const again =
    block.form === 'same-as' && block.finish === undefined ? sending.sent.get(block.step) : undefined;
  const made = again === undefined ? resolved : { ...resolved, ...again };
  sending.sent.set(index, made);
  return made;
}

/** The device whose certificate a session's blocks are made for; an unread one is trusted to have that of `d0`. */
async function certificateDevice(sending: Sending, session: SessionObject): Promise<string> {
  const own = sending.objects
    .entries()
    .some(([, object]) => object.kind === 'device' && object.handle === session.hDevice);
  if (!own || sending.certificatesRead.has(session.hDevice)) return session.hDevice;
  sending.trusted.add(session.hDevice);
  return sending.bench.device('d0');
}

/** Makes the allocation fail that a step asks for. */
export async function failAllocation(sending: Sending, wanted: number | 'each' | undefined): Promise<void> {
  const after = wanted === 'each' ? sending.sweep : wanted;
  if (after !== undefined) await sending.bench.call('test/failAllocation', { after });
}

/** What was sent, for the observation. */
export function sentOf(bytes: Buffer | null, DataSize: number): NonNullable<ObservedStep['sent']> {
  return { pData: bytes === null ? null : bytes.subarray(0, shownBytes).toString('hex'), DataSize };
}

/** pData behind the call, where the adapter says that it changed. */
export function changedData(result: Result, bytes: Buffer | null): Partial<ObservedStep> {
  const { pDataAfter } = result;
  if (typeof pDataAfter !== 'string' || bytes === null || bytesIn(pDataAfter).equals(bytes)) return {};
  return { pDataAfter: pDataAfter.toLowerCase().slice(0, shownBytes * 2) };
}

interface Prepared {
  readonly session: SessionObject;
  readonly params: Record<string, unknown>;
  readonly bytes: Buffer | null;
  readonly resolved: MadeBlock | undefined;
  readonly DataSize: number;
}

async function prepare(
  sending: Sending,
  index: number,
  step: NegotiateStep,
  block: Block | null,
): Promise<Prepared> {
  const session = sending.objects.get(step.session, 'session');
  if (session === undefined) throw new Lacking(`there is no session "${step.session}"`);
  const hDevice = step.device === undefined ? session.hDevice : await deviceHandle(sending, step.device);
  const resolved =
    block === null
      ? undefined
      : await resolveFor(sending, index, block, {
          certificate: 'crypto-session',
          hDevice: await certificateDevice(sending, session),
        });
  const bytes = resolved?.bytes ?? null;
  const DataSize = step.DataSize ?? bytes?.length ?? 256;
  const { bench } = sending;
  const five = bench.settings.dialect !== 'd3d11.1' || step.call.endsWith('MT');
  const params = {
    hDevice,
    hCryptoSession: session.handle,
    DataSize,
    pData: bytes === null ? null : bytes.toString('hex'),
    ...(five ? { flags: step.flags ?? 0 } : {}),
    ...(step.buffer === undefined ? {} : { buffer: step.buffer }),
  };
  sending.candidates.add(resolved?.carried?.sentAt16);
  sending.candidates.add(resolved?.carried?.sent);
  return { session, params, bytes, resolved, DataSize };
}

function observedOf(step: NegotiateStep, prepared: Prepared, result: Result): ObservedStep {
  const { bytes, DataSize, resolved, session } = prepared;
  const hr = result['hr'] === undefined ? undefined : unsigned32(Number(result['hr']));
  if (hr !== undefined && !isFailure(hr)) session.keyed = true;
  return {
    call: step.call,
    ...(hr === undefined ? {} : { hr }),
    ...extras(result),
    sent: sentOf(bytes, DataSize),
    ...(resolved?.carried === undefined ? {} : { carried: resolved.carried }),
    ...changedData(result, bytes),
  };
}

/** What came of a key exchange: a result, a refusal of the adapter's, or the end of the implementation. */
function answered(step: NegotiateStep, prepared: Prepared, answer: Answer): ObservedStep {
  const death = deathIn(answer);
  if (death !== undefined) {
    return { call: step.call, ...death, sent: sentOf(prepared.bytes, prepared.DataSize) };
  }
  if (answer.kind === 'refused') {
    return { call: step.call, refused: { code: answer.code, message: answer.message } };
  }
  return observedOf(step, prepared, answer.kind === 'result' ? answer.result : {});
}

/** Sends one key exchange and looks at all keys behind it. */
export async function sendNegotiation(
  sending: Sending,
  index: number,
  step: NegotiateStep,
): Promise<ObservedStep> {
  const prepared = await prepare(sending, index, step, step.data);
  await failAllocation(sending, step.failAllocation);
  const answer = await sending.bench.connection.call(step.call, prepared.params);
  const observed = answered(step, prepared, answer);
  const over = observed.died !== undefined || observed.refused !== undefined;
  return over ? observed : { ...observed, keys: await seeKeys(sending) };
}

/** Counts up the last four bytes of a seed, so that each call sends another block. */
function reseeded(block: Block, by: number): Block {
  if (block.form !== 'oaep') return block;
  const seed = Buffer.from(block.seed, 'hex');
  seed.writeUInt32BE((seed.readUInt32BE(12) + by) >>> 0, 12);
  return { ...block, seed: seed.toString('hex') };
}

/** Calls before memory is looked at for the first time: caches of the driver's may fill in the first few. */
const warmUp = 8;

/** Calls after which what a driver remembers of the last ones (a trace, a cache) has come to its full size. */
const settling = 256;

type Growth = Required<Pick<ObservedStep, 'memory'>> & Pick<ObservedStep, 'handles'>;

/**
 * Sends the same key exchange many times, and compares the memory held by the driver, and the handles of the operating system
 * where the adapter counts them (`handles`, a member of ours beside `bytes`; umd-host has it). What grows may be about to fill up, so
 * that it is looked at once more, later; what is lost with each call grows then, too.
 */
export async function sendRepeated(
  sending: Sending,
  index: number,
  repeat: RepeatStep,
): Promise<ObservedStep> {
  const { bench } = sending;
  const look = async (): Promise<{ bytes: number; handles: number | undefined }> => {
    const { bytes, handles } = await bench.call('test/memoryUse', {});
    return {
      bytes: Number(bytes ?? 0),
      handles: Number.isSafeInteger(handles) ? Number(handles) : undefined,
    };
  };
  let last: ObservedStep | undefined;
  let turn = 0;
  const calls = async (times: number): Promise<void> => {
    for (const end = turn + times; turn < end; turn += 1) {
      const { step } = repeat;
      const block = step.data === null ? null : reseeded(step.data, turn);
      const prepared = await prepare(sending, index, step, block);
      last = observedOf(step, prepared, await bench.call(step.call, prepared.params));
    }
  };
  const grown = async (): Promise<Growth> => {
    const before = await look();
    await calls(repeat.times);
    const after = await look();
    const memory = { before: before.bytes, after: after.bytes };
    if (before.handles === undefined || after.handles === undefined) return { memory };
    return { memory, handles: { before: before.handles, after: after.handles } };
  };
  await calls(warmUp);
  let held = await grown();
  if ([held.memory, held.handles].some((one) => one !== undefined && one.after > one.before)) {
    await calls(settling);
    held = await grown();
  }
  return { ...(last ?? { call: repeat.step.call }), ...held, keys: await seeKeys(sending) };
}

/** Sends key exchanges at once, without waiting for one before the next. */
export async function sendConcurrent(
  sending: Sending,
  index: number,
  group: ConcurrentStep,
): Promise<ObservedStep[]> {
  const prepared: Prepared[] = [];
  for (const step of group.steps) prepared.push(await prepare(sending, index, step, step.data));
  const answers = await Promise.all(
    group.steps.map((step, at) => sending.bench.connection.call(step.call, prepared[at]?.params ?? {})),
  );
  const together = [...new Set(group.steps.map((step) => step.session))];
  const observed: ObservedStep[] = [];
  for (const [at, step] of group.steps.entries()) {
    const one = prepared[at];
    const answer = answers[at];
    if (one === undefined || answer === undefined) continue;
    observed.push({ ...answered(step, one, answer), together });
    if (answer.kind === 'refused') return observed;
  }
  if (observed.some((one) => one.died !== undefined)) return observed;
  const keys = await seeKeys(sending);
  return observed.map((one) => ({ ...one, keys }));
}
