// What the key exchanges of crypto sessions and channels have in common.
import type { Block } from '../ciphertexts/block.ts';
import type { MadeBlock } from '../ciphertexts/make/block.ts';
import type { Params, Placement, Result } from '../core/protocol/adapter.ts';
import { present } from '../core/present.ts';
import { messageBytes, sentLength } from './block-to-send.ts';
import { modulusLength } from '../core/windows/lengths.ts';
import type { DeclaredPoint } from './declared-point.ts';
import { describeBlock } from './describe-block.ts';
import type { DraftState, PossiblePoint } from './draft-state.ts';
import { bytesIn } from './driver/driver-session.ts';
import { lacksCapability, lacksOpmKey, lacksPlacement } from './driver/lacks.ts';
import { codeOf, maxObservedBytes, observedBuffer, observedCall } from './driver/observed-call.ts';
import type { ObservedStep } from './driver/observed-step.ts';
import type { CertificateOwner, SendContext } from './driver/send-context.ts';
import type { Survey } from './driver/survey.ts';
import { simplerBlocks } from './simpler-block.ts';

/** The data, and what is done with the memory around and beneath them. */
export interface KeyExchangeStep {
  readonly call: string;
  /** null is the null pointer. */
  readonly data: Block | null;
  /** Bytes; absent: as many as `data` has (256 for null). */
  readonly DataSize?: number;
  /** hDevice; absent: the creator of the object. */
  readonly device?: string;
  readonly buffer?: Placement;
  /** The allocation after so many successful ones fails; `each`: the whole case again for 0, 1, 2 … until none is left. */
  readonly failAllocation?: number | 'each';
}

/** The variables of its point that follow from the arguments. */
export function keyExchangePoint(
  draft: DraftState,
  { data, DataSize, buffer, failAllocation }: KeyExchangeStep,
  declared: DeclaredPoint | undefined,
): PossiblePoint {
  const block = data === null ? undefined : draft.original(data);
  const length = data === null ? modulusLength : sentLength(data);
  const size = DataSize ?? length;
  const isShort = buffer !== undefined && data !== null && size > length;
  return {
    size: draft.partitionOf('size', size),
    pointer: data === null ? 'null' : undefined,
    buffer: isShort ? 'guard-short' : buffer,
    memory: failAllocation === undefined ? undefined : 'exhausted',
    message:
      block !== undefined && 'M' in block ? draft.partitionOf('message', messageBytes(block.M)) : undefined,
    ...declared,
  };
}

export function describeKeyExchange(
  step: KeyExchangeStep & { readonly flags?: number },
  object: string,
): string {
  const { call, data, DataSize, device, flags, buffer, failAllocation } = step;
  const parts = [
    data === null ? 'null pData' : describeBlock(data),
    DataSize === undefined ? undefined : `DataSize ${DataSize}`,
    device === undefined ? undefined : `on device ${device}`,
    flags === undefined ? undefined : `flags 0x${flags.toString(16)}`,
    buffer === undefined ? undefined : `pData placed ${buffer}`,
    failAllocation === undefined ? undefined : `allocation ${failAllocation} failing`,
  ];
  return `${call} on ${object}: ${parts.filter((part) => part !== undefined).join('; ')}`;
}

export function keyExchangeUnsupported(
  { data, buffer, failAllocation }: Pick<KeyExchangeStep, 'data' | 'buffer' | 'failAllocation'>,
  survey: Survey,
): string | undefined {
  return (
    (buffer === undefined ? undefined : lacksPlacement(survey, buffer)) ??
    (failAllocation === undefined ? undefined : lacksCapability(survey, 'failAllocation')) ??
    lacksOpmKey(survey, data)
  );
}

/** Without a special place in memory, and with plainer bytes. */
export function* simplerKeyExchange<S extends KeyExchangeStep>(step: S): Generator<S> {
  if (step.buffer !== undefined) {
    const { buffer, ...plain } = step;
    yield plain as S;
  }
  for (const data of simplerBlocks(step.data)) yield { ...step, data };
}

/** A call ready to be made. */
export interface PreparedExchange {
  readonly call: string;
  readonly params: Params;
  readonly bytes: Buffer | null;
  readonly made: MadeBlock | undefined;
  readonly DataSize: number;
}

/** Makes the block of a key exchange for the certificate that it is encrypted for, and the call around it. */
export async function prepareExchange(
  context: SendContext,
  step: KeyExchangeStep & { readonly flags?: number },
  index: number,
  handles: Params,
  owner: CertificateOwner,
): Promise<PreparedExchange> {
  const { call, data, buffer, flags } = step;
  const made = data === null ? undefined : await context.makeBlock(index, data, owner);
  const bytes = made?.bytes ?? null;
  const DataSize = step.DataSize ?? bytes?.length ?? modulusLength;
  const pData = bytes === null ? null : bytes.toString('hex');
  return {
    call,
    params: { ...handles, DataSize, pData, ...present({ flags, buffer }) },
    bytes,
    made,
    DataSize,
  };
}

export function observedExchange(
  { call, bytes, made, DataSize }: PreparedExchange,
  result: Result,
): ObservedStep {
  const { pDataAfter } = result;
  const unchanged = typeof pDataAfter !== 'string' || bytes === null || bytesIn(pDataAfter).equals(bytes);
  return {
    ...observedCall(call, result, codeOf(result)),
    sent: observedBuffer(bytes, DataSize),
    ...present({
      carried: made?.carried,
      pDataAfter: unchanged ? undefined : pDataAfter.toLowerCase().slice(0, maxObservedBytes * 2),
    }),
  };
}
