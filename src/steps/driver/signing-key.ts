// OPMGetInformation: a signed request and its answer.
import type { Result } from '../../core/protocol/adapter.ts';
import { isFailure } from '../../core/windows/hresult.ts';
import { Refused, bytesIn, type DriverSession } from './driver-session.ts';
import type { OutputObject } from './case-objects.ts';
import { statusOf } from './observed-call.ts';
import type { ObservedKey } from './observed-step.ts';
import { informationRequest, informationVerifies, type RequestDefect } from './opm-request.ts';

/** Makes a request, signed with the key that was accepted, or with zeros where none was. */
export async function requestInformation(
  driver: DriverSession,
  { handles, signing }: OutputObject,
  defect?: RequestDefect,
): Promise<{ status: number; verifies: boolean; result: Result }> {
  const key = signing?.key ?? Buffer.alloc(16);
  const { bytes, random } = informationRequest(key, signing?.sequence ?? 0, defect);
  const result = await driver.call('OPMGetInformation', { ...handles, Parameters: bytes.toString('hex') });
  const status = statusOf(result);
  if (!isFailure(status) && signing !== undefined) signing.sequence = (signing.sequence + 1) >>> 0;
  const verifies = informationVerifies(key, random, bytesIn(result['RequestedInformation']));
  return { status, verifies, result };
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
