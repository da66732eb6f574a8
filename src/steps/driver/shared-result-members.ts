// Members that any answer may hold beside its own (adapter protocol, section 4).
import type { Result } from '../../core/protocol/adapter.ts';
import { unsigned32 } from '../../core/windows/hresult.ts';
import type { ObservedStep } from './observed-step.ts';

/** Members that any answer may hold. */
export function sharedResultMembers(result: Result): Partial<ObservedStep> {
  const { setError, ns, overrun, allocationFailed, allocations, fault } = result;
  return {
    ...(Array.isArray(setError) ? { setError: setError.map((code) => unsigned32(Number(code))) } : {}),
    ...(typeof ns === 'number' ? { ns } : {}),
    ...(typeof overrun === 'number' ? { overrun } : {}),
    ...(typeof allocationFailed === 'boolean' ? { allocationFailed } : {}),
    ...(typeof allocations === 'number' ? { allocations } : {}),
    ...(isFault(fault) ? { fault, died: { how: 'crash', what: describeFault(fault), stderr: '' } } : {}),
  };
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
