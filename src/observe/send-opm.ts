// OPM: random number, certificate, signing key, signed requests (adapter protocol, section 5).
import type { OpmGetInformationStep, OpmSetKeyStep } from '../recipe/recipe.ts';
import { certificateTypes } from '../windows/guids.ts';
import { isFailure, unsigned32 } from '../windows/hresult.ts';
import { Lacking, bytesIn } from './bench.ts';
import { extras } from './extras.ts';
import type { OutputObject } from './objects.ts';
import type { ObservedStep } from './observation.ts';
import { requestInformation, statusOf } from './opm-information.ts';
import { failAllocation, resolveFor, sentOf } from './send-negotiation.ts';
import { seeKeys } from './see-keys.ts';
import type { Sending } from './sending.ts';

function outputOf(sending: Sending, name: string): OutputObject {
  const output = sending.objects.get(name, 'output');
  if (output === undefined) throw new Lacking(`there is no protected output "${name}"`);
  return output;
}

export async function sendRandomNumber(sending: Sending, name: string): Promise<ObservedStep> {
  const output = outputOf(sending, name);
  const result = await sending.bench.call('OPMGetRandomNumber', { hProtectedOutput: output.handle });
  const status = statusOf(result['status']);
  const random = bytesIn(result['RandomNumber']);
  if (!isFailure(status)) output.random = random;
  return {
    call: 'OPMGetRandomNumber',
    status,
    ...extras(result),
    ...(isFailure(status) ? {} : { RandomNumber: random.toString('hex') }),
  };
}

export async function sendOpmCertificate(sending: Sending, sizeDelta: number): Promise<ObservedStep> {
  const { bench } = sending;
  const CertificateType = certificateTypes.OPM;
  const size = await bench.call('OPMGetCertificateSize', { CertificateType });
  const CertificateSize = Math.max(0, Number(size['CertificateSize'] ?? 0) + sizeDelta);
  const result = await bench.call('OPMGetCertificate', { CertificateType, CertificateSize });
  const status = statusOf(result['status']);
  const bytes = bytesIn(result['Certificate']);
  if (isFailure(status)) {
    const { bytes: whole } = await bench.opmCertificate();
    const buffer = behindFailure(bytes, whole);
    return {
      call: 'OPMGetCertificate',
      status,
      ...extras(result),
      ...(buffer === undefined ? {} : { buffer }),
    };
  }
  const { seen } = bench.certificateOf(bytes);
  return { call: 'OPMGetCertificate', status, ...extras(result), certificate: seen };
}

/** Enough of a certificate to know it by. */
const tellingBytes = 16;

/** What the buffer held before the call is the adapter's choice: one value throughout, where it is of any use. */
function behindFailure(bytes: Buffer, certificate: Buffer): 'same' | 'changed' | undefined {
  if (bytes.length < tellingBytes || certificate.length < tellingBytes) return undefined;
  if (bytes.subarray(0, tellingBytes).equals(certificate.subarray(0, tellingBytes))) return 'changed';
  return bytes.every((byte) => byte === bytes[0]) ? 'same' : undefined;
}

export async function sendSigningKey(
  sending: Sending,
  index: number,
  step: OpmSetKeyStep,
): Promise<ObservedStep> {
  const { bench } = sending;
  const output = outputOf(sending, step.output);
  const resolved = await resolveFor(sending, index, step.data, {
    certificate: 'opm',
    hDevice: await bench.device('d0'),
    // Where the random number was not read, nobody knows it; zeros stand for it.
    random: output.random ?? Buffer.alloc(16),
  });
  const { sentAt16: key, sequence: numbers } = resolved.carried ?? {};
  await failAllocation(sending, step.failAllocation);
  const result = await bench.call(step.call, {
    hProtectedOutput: output.handle,
    EncryptedParameters: resolved.bytes.toString('hex'),
  });
  const status = statusOf(result['status']);
  if (!isFailure(status) && key !== undefined && numbers !== undefined) {
    const sequence = Buffer.from(numbers, 'hex');
    output.signing = { key: Buffer.from(key, 'hex'), sequence: sequence.readUInt32LE(0) };
  }
  const keys = await seeKeys(sending);
  const inForce = await sequenceNumbers(sending, output);
  return {
    call: step.call,
    status,
    ...extras(result),
    sent: sentOf(resolved.bytes, resolved.bytes.length),
    ...(key === undefined || numbers === undefined ? {} : { carried: { sent: key, sequence: numbers } }),
    keys,
    ...(inForce === undefined ? {} : { sequence: inForce }),
  };
}

/** Sequence numbers as the hook tells them: 8 bytes, status and command, little-endian. */
async function sequenceNumbers(sending: Sending, output: OutputObject): Promise<string | undefined> {
  if (!sending.survey.keyOracle.includes('test/probeSigningKey')) return undefined;
  const result = await sending.bench.call('test/probeSigningKey', { hProtectedOutput: output.handle });
  const { statusSequence, commandSequence } = result;
  if (typeof statusSequence !== 'number' || typeof commandSequence !== 'number') return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(unsigned32(statusSequence), 0);
  bytes.writeUInt32LE(unsigned32(commandSequence), 4);
  return bytes.toString('hex');
}

export async function sendInformation(sending: Sending, step: OpmGetInformationStep): Promise<ObservedStep> {
  const output = outputOf(sending, step.output);
  const { status, verifies, result } = await requestInformation(sending.bench, output, step.defect);
  return {
    call: step.call,
    status,
    ...extras(result),
    ...(isFailure(status) ? {} : { omac: verifies ? 'verifies' : 'fails' }),
  };
}
