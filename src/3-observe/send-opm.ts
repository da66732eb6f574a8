// OPM: random number, certificate, signing key, signed requests (adapter protocol, section 5).
import type { OpmGetInformationStep, OpmSetKeyStep } from '../steps/recipe.ts';
import { certificateTypes } from '../core/windows/guids.ts';
import { isFailure, unsigned32 } from '../core/windows/hresult.ts';
import { PrerequisiteMissing, bytesIn } from '../steps/driver/driver-session.ts';
import { sharedResultMembers } from '../steps/driver/shared-result-members.ts';
import type { OutputObject } from '../steps/driver/case-objects.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { requestInformation, normalisedStatus } from '../steps/driver/signing-key.ts';
import { failAllocation, resolveBlockFor, observedBuffer } from './send-negotiation.ts';
import { readKeys } from '../steps/driver/read-keys.ts';
import type { SendContext } from '../steps/driver/send-context.ts';

function outputOf(context: SendContext, name: string): OutputObject {
  const output = context.objects.get(name, 'output');
  if (output === undefined) throw new PrerequisiteMissing(`there is no protected output "${name}"`);
  return output;
}

export async function sendRandomNumber(context: SendContext, name: string): Promise<ObservedStep> {
  const output = outputOf(context, name);
  const result = await context.driver.call('OPMGetRandomNumber', { hProtectedOutput: output.handle });
  const status = normalisedStatus(result['status']);
  const random = bytesIn(result['RandomNumber']);
  if (!isFailure(status)) output.random = random;
  return {
    call: 'OPMGetRandomNumber',
    status,
    ...sharedResultMembers(result),
    ...(isFailure(status) ? {} : { RandomNumber: random.toString('hex') }),
  };
}

export async function sendOpmCertificate(context: SendContext, sizeDelta: number): Promise<ObservedStep> {
  const { driver } = context;
  const CertificateType = certificateTypes.OPM;
  const size = await driver.call('OPMGetCertificateSize', { CertificateType });
  const CertificateSize = Math.max(0, Number(size['CertificateSize'] ?? 0) + sizeDelta);
  const result = await driver.call('OPMGetCertificate', { CertificateType, CertificateSize });
  const status = normalisedStatus(result['status']);
  const bytes = bytesIn(result['Certificate']);
  if (isFailure(status)) {
    const { bytes: whole } = await driver.opmCertificate();
    const buffer = bufferAfterFailure(bytes, whole);
    return {
      call: 'OPMGetCertificate',
      status,
      ...sharedResultMembers(result),
      ...(buffer === undefined ? {} : { buffer }),
    };
  }
  const { seen } = driver.certificateOf(bytes);
  return { call: 'OPMGetCertificate', status, ...sharedResultMembers(result), certificate: seen };
}

/** Enough of a certificate to know it by. */
const identifyingBytes = 16;

/** What the buffer held before the call is the adapter's choice: one value throughout, where it is of any use. */
function bufferAfterFailure(bytes: Buffer, certificate: Buffer): 'same' | 'changed' | undefined {
  if (bytes.length < identifyingBytes || certificate.length < identifyingBytes) return undefined;
  if (bytes.subarray(0, identifyingBytes).equals(certificate.subarray(0, identifyingBytes))) return 'changed';
  return bytes.every((byte) => byte === bytes[0]) ? 'same' : undefined;
}

export async function sendSigningKey(
  context: SendContext,
  index: number,
  step: OpmSetKeyStep,
): Promise<ObservedStep> {
  const { driver } = context;
  const output = outputOf(context, step.output);
  const resolved = await resolveBlockFor(context, index, step.data, {
    certificate: 'opm',
    hDevice: await driver.device('d0'),
    // Where the random number was not read, nobody knows it; zeros stand for it.
    random: output.random ?? Buffer.alloc(16),
  });
  const { sentAt16: key, sequence: numbers } = resolved.carried ?? {};
  await failAllocation(context, step.failAllocation);
  const result = await driver.call(step.call, {
    hProtectedOutput: output.handle,
    EncryptedParameters: resolved.bytes.toString('hex'),
  });
  const status = normalisedStatus(result['status']);
  if (!isFailure(status) && key !== undefined && numbers !== undefined) {
    const sequence = Buffer.from(numbers, 'hex');
    output.signing = { key: Buffer.from(key, 'hex'), sequence: sequence.readUInt32LE(0) };
  }
  const keys = await readKeys(context);
  const inForce = await sequenceNumbers(context, output);
  return {
    call: step.call,
    status,
    ...sharedResultMembers(result),
    sent: observedBuffer(resolved.bytes, resolved.bytes.length),
    ...(key === undefined || numbers === undefined ? {} : { carried: { sent: key, sequence: numbers } }),
    keys,
    ...(inForce === undefined ? {} : { sequence: inForce }),
  };
}

/** Sequence numbers as the hook returns them: 8 bytes, status and command, little-endian. */
async function sequenceNumbers(context: SendContext, output: OutputObject): Promise<string | undefined> {
  if (!context.survey.keyOracle.includes('test/probeSigningKey')) return undefined;
  const result = await context.driver.call('test/probeSigningKey', { hProtectedOutput: output.handle });
  const { statusSequence, commandSequence } = result;
  if (typeof statusSequence !== 'number' || typeof commandSequence !== 'number') return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(unsigned32(statusSequence), 0);
  bytes.writeUInt32LE(unsigned32(commandSequence), 4);
  return bytes.toString('hex');
}

export async function sendInformation(
  context: SendContext,
  step: OpmGetInformationStep,
): Promise<ObservedStep> {
  const output = outputOf(context, step.output);
  const { status, verifies, result } = await requestInformation(context.driver, output, step.defect);
  return {
    call: step.call,
    status,
    ...sharedResultMembers(result),
    ...(isFailure(status) ? {} : { omac: verifies ? 'verifies' : 'fails' }),
  };
}
