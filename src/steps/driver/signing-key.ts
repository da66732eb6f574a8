// OPMGetInformation: a signed request and its answer.
import { isFailure, statusCodes, unsigned32 } from '../../core/windows/hresult.ts';
import { Refused, bytesIn, type DriverSession } from './driver-session.ts';
import type { OutputObject } from './case-objects.ts';
import type { ObservedKey } from './observed-step.ts';
import { informationRequest, informationVerifies, type RequestDefect } from './opm-request.ts';

/** A status; the HRESULT of the same meaning counts as it (adapter protocol, section 5). */
export function normalisedStatus(value: unknown): number {
  const status = unsigned32(Number(value));
  return status === statusCodes.ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
    ? statusCodes.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
    : status;
}

/** Makes a request, signed with the key that was accepted, or with zeros where none was. */
export async function requestInformation(
  driver: DriverSession,
  output: OutputObject,
  defect?: RequestDefect,
): Promise<{ status: number; verifies: boolean; result: Readonly<Record<string, unknown>> }> {
  const key = output.signing?.key ?? Buffer.alloc(16);
  const { bytes, random } = informationRequest(key, output.signing?.sequence ?? 0, defect);
  const result = await driver.call('OPMGetInformation', {
    hProtectedOutput: output.handle,
    Parameters: bytes.toString('hex'),
  });
  const status = normalisedStatus(result['status']);
  if (!isFailure(status) && output.signing !== undefined) {
    output.signing.sequence = (output.signing.sequence + 1) >>> 0;
  }
  return {
    status,
    verifies: informationVerifies(key, random, bytesIn(result['RequestedInformation'])),
    result,
  };
}

/** The signing key by public means: a request signed with the key that was accepted is answered under the same key. */
export async function readSigningKey(
  driver: DriverSession,
  output: OutputObject,
): Promise<ObservedKey | undefined> {
  if (output.signing === undefined) return undefined;
  try {
    const { status, verifies } = await requestInformation(driver, output);
    const ours = !isFailure(status) && verifies;
    return { by: 'information', key: ours ? output.signing.key.toString('hex') : 'other' };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
