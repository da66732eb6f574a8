// The result of a call, as it is observed.
import { present } from '../../core/present.ts';
import type { Result } from '../../core/protocol/adapter.ts';
import { statusCodes, unsigned32 } from '../../core/windows/hresult.ts';
import type { ObservedStep } from './observed-step.ts';

/** pData longer than this many bytes is cut in the observation; its length stands in DataSize and the recipe. */
export const maxObservedBytes = 1024;

/** A call with what any result may hold beside its own members (adapter protocol, section 4). */
export function observedCall(
  call: string,
  result: Result,
  code: Pick<ObservedStep, 'hr' | 'status'> = {},
): ObservedStep {
  const { setError, ns, overrun, allocationFailed, allocations, fault } = result;
  return {
    call,
    ...code,
    ...present({
      setError: Array.isArray(setError) ? setError.map((one) => unsigned32(Number(one))) : undefined,
      ns: typeof ns === 'number' ? ns : undefined,
      overrun: typeof overrun === 'number' ? overrun : undefined,
      allocationFailed: typeof allocationFailed === 'boolean' ? allocationFailed : undefined,
      allocations: typeof allocations === 'number' ? allocations : undefined,
    }),
    ...(isFault(fault) ? { fault, died: { how: 'crash', what: describeFault(fault), stderr: '' } } : {}),
  };
}

/** The code that a call returned, where it returns one. */
export function codeOf(result: Result): Pick<ObservedStep, 'hr' | 'status'> {
  if (result['status'] !== undefined) return { status: statusOf(result) };
  return result['hr'] === undefined ? {} : { hr: unsigned32(Number(result['hr'])) };
}

/** A status; the HRESULT of the same meaning counts as it (adapter protocol, section 5). */
export function statusOf(result: Result): number {
  const status = unsigned32(Number(result['status']));
  return status === statusCodes.ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
    ? statusCodes.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
    : status;
}

/** What was sent. */
export function observedBuffer(bytes: Buffer | null, DataSize: number): NonNullable<ObservedStep['sent']> {
  return { pData: bytes === null ? null : bytes.subarray(0, maxObservedBytes).toString('hex'), DataSize };
}

type Fault = NonNullable<ObservedStep['fault']>;

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'access' in value;
}

function describeFault(fault: Fault): string {
  const where =
    fault.offset === null ? 'outside of pData' : `at offset ${fault.offset} from the start of pData`;
  return `access violation: ${fault.access} ${where}`;
}
