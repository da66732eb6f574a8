// The call under test: NegotiateCryptoSessionKeyExchange or NegotiateCryptoSessionKeyExchangeMT.
import type { Answer, Result } from '../core/protocol/adapter.ts';
import { isFailure } from '../core/windows/hresult.ts';
import { plaintextText } from './block-to-send.ts';
import type { DeclaredPoint } from './declared-point.ts';
import type { DraftState } from './draft-state.ts';
import type { SessionObject } from './driver/case-objects.ts';
import { terminationOf } from './driver/driver-session.ts';
import { observedBuffer } from './driver/observed-call.ts';
import type { ObservedStep } from './driver/observed-step.ts';
import type { SendContext } from './driver/send-context.ts';
import {
  describeKeyExchange,
  keyExchangePoint,
  keyExchangeUnsupported,
  observedExchange,
  prepareExchange,
  simplerKeyExchange,
  type KeyExchangeStep,
  type PreparedExchange,
} from './key-exchange.ts';
import type { StepKind } from './step-kind.ts';

export interface NegotiateStep extends KeyExchangeStep {
  readonly call: 'NegotiateCryptoSessionKeyExchange' | 'NegotiateCryptoSessionKeyExchangeMT';
  readonly session: string;
  /** Absent: 0 where the dialect has flags. */
  readonly flags?: number;
}

/**
 * The point of a call.
 * @param ahead how many calls of the same step stand before it.
 */
export function negotiationPoint(
  draft: DraftState,
  step: NegotiateStep,
  declared: DeclaredPoint | undefined,
  ahead = 0,
): DeclaredPoint {
  const { call, session, data, device, flags } = step;
  const drafted = draft.sessions.get(session);
  if (drafted === undefined) throw new RangeError(`draft has no session named ${session}`);
  const others = [...draft.sessions].filter(
    ([name, other]) => name !== session && other.alive && other.device === drafted.device,
  );
  const block = data === null ? undefined : draft.original(data);
  const bytes = JSON.stringify(block);
  const M = block === undefined ? undefined : plaintextText(block);
  const sharesKey = draft.sent.filter(
    (one) => M !== undefined && one.object !== session && one.M === M && one.bytes !== bytes,
  );
  const rejectedHere = draft.rejectedOn === session || (drafted.refused && !drafted.keyed);
  const point = draft.pointOf(call, {
    dialect: draft.dialect,
    keyExchange: drafted.keyExchange,
    decodeProfile: drafted.decodeProfile,
    certificateRead: draft.unreadCertificates.has(drafted.device) ? 'never' : undefined,
    blockUse: block === undefined ? undefined : blockUse(draft, session, bytes),
    keyUse: sharesKey.length > 0 ? 'shared' : undefined,
    otherSession:
      others.length === 0 ? undefined : others.some(([, other]) => other.keyed) ? 'keyed' : 'idle',
    previousCall: rejectedHere
      ? 'refused-here'
      : draft.rejectedOn === undefined
        ? undefined
        : 'refused-elsewhere',
    flags: flags === undefined || flags === 0 ? undefined : 'other',
    device: device === undefined || device === drafted.device ? undefined : 'other',
    encryptedFor: block !== undefined && 'key' in block && block.key === 'opm' ? 'shared' : undefined,
    ...keyExchangePoint(draft, step, declared),
  });
  const defective = draft.isDefective(call, point);
  draft.rejectedOn = defective ? session : undefined;
  if (defective) drafted.refused = true;
  else drafted.keyed = true;
  // The calls that sent its plaintext to another session before share their key with it.
  for (const { at } of sharesKey) {
    const before = draft.points[at];
    if (before !== undefined) draft.points[at] = { ...before, keyUse: 'shared' };
  }
  if (block !== undefined) draft.sent.push({ bytes, object: session, M, at: draft.points.length + ahead });
  return point;
}

function blockUse(draft: DraftState, session: string, bytes: string): string | undefined {
  const earlier = draft.sent.filter((one) => one.bytes === bytes);
  if (earlier.length === 0) return undefined;
  if (earlier.some((one) => one.object === session)) return 'used-on-this-session';
  const destroyed = earlier.some((one) => draft.sessions.get(one.object)?.alive === false);
  return destroyed ? 'used-on-destroyed-session' : 'used-on-other-session';
}

/** The device whose certificate a session's blocks are made for; an unread one is trusted to have that of `d0`. */
async function certificateDevice(
  { driver, objects, certificatesRead, assumedCertificateDevices }: SendContext,
  { handles: { hDevice } }: SessionObject,
): Promise<string> {
  const own = objects
    .entries()
    .some(([, object]) => object.kind === 'device' && object.handles.hDevice === hDevice);
  if (!own || certificatesRead.has(hDevice)) return hDevice;
  assumedCertificateDevices.add(hDevice);
  return driver.device('d0');
}

/** Makes the block of a call, and the call around it. */
export async function prepareNegotiation(
  context: SendContext,
  step: NegotiateStep,
  index: number,
): Promise<PreparedExchange> {
  const session = context.objects.get(step.session, 'session');
  const hDevice = step.device === undefined ? session.handles.hDevice : await context.device(step.device);
  const hasFlags = context.driver.settings.dialect !== 'd3d11.1' || step.call.endsWith('MT');
  const { flags = 0, ...withoutFlags } = step;
  // Without a block nobody's certificate is needed.
  const owner = step.data === null ? hDevice : await certificateDevice(context, session);
  const prepared = await prepareExchange(
    context,
    hasFlags ? { ...step, flags } : withoutFlags,
    index,
    { ...session.handles, hDevice },
    { certificate: 'crypto-session', hDevice: owner },
  );
  context.candidates.add(prepared.made?.carried?.sentAt16);
  context.candidates.add(prepared.made?.carried?.sent);
  return prepared;
}

/** What came of a call that returned. */
export function observedNegotiation(
  { objects }: SendContext,
  session: string,
  prepared: PreparedExchange,
  result: Result,
): ObservedStep {
  const observed = observedExchange(prepared, result);
  if (observed.hr !== undefined && !isFailure(observed.hr)) objects.get(session, 'session').keyed = true;
  return observed;
}

/** What came of a call: a result, a refusal of the adapter's, or the end of the implementation. */
export function observedAnswer(
  context: SendContext,
  session: string,
  prepared: PreparedExchange,
  answer: Answer,
): ObservedStep {
  const { call, bytes, DataSize } = prepared;
  const termination = terminationOf(answer);
  if (termination !== undefined) return { call, ...termination, sent: observedBuffer(bytes, DataSize) };
  if (answer.kind === 'refused') return { call, refused: { code: answer.code, message: answer.message } };
  return observedNegotiation(context, session, prepared, answer.kind === 'result' ? answer.result : {});
}

export const negotiate: StepKind<NegotiateStep> = {
  objectName: ({ session }) => session,
  setsKey: true,
  unsupported: keyExchangeUnsupported,
  points: (draft, step, [declared]) => [negotiationPoint(draft, step, declared)],
  describe: (step) => describeKeyExchange(step, step.session),
  async send(context, step, index) {
    const prepared = await prepareNegotiation(context, step, index);
    await context.failAllocation(step.failAllocation);
    const answer = await context.driver.connection.call(step.call, prepared.params);
    const observed = observedAnswer(context, step.session, prepared, answer);
    const over = observed.died !== undefined || observed.refused !== undefined;
    return over ? observed : { ...observed, keys: await context.readKeys() };
  },
  *simpler(step) {
    if (step.call === 'NegotiateCryptoSessionKeyExchangeMT')
      yield { ...step, call: 'NegotiateCryptoSessionKeyExchange' };
    yield* simplerKeyExchange(step);
  },
};
