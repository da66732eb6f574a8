// OPM's certificate, which belongs to the adapter: its size and its bytes, in two calls.
import { certificateTypes } from '../core/windows/guids.ts';
import { isFailure } from '../core/windows/hresult.ts';
import { bytesIn } from './driver/driver-session.ts';
import { observedCall, statusOf } from './driver/observed-call.ts';
import { lacksOpm } from './opm-output.ts';
import type { StepKind } from './step-kind.ts';

export interface OpmCertificateStep {
  readonly call: 'OPMGetCertificate';
  /** CertificateSize given, as a difference in bytes to the size reported. */
  readonly sizeDelta?: number;
}

/** Enough of a certificate to know it by. */
const identifyingBytes = 16;

/** What the buffer held before the call is the adapter's choice: one value throughout, where it is of any use. */
function bufferAfterFailure(bytes: Buffer, certificate: Buffer): 'same' | 'changed' | undefined {
  if (bytes.length < identifyingBytes || certificate.length < identifyingBytes) return undefined;
  if (bytes.subarray(0, identifyingBytes).equals(certificate.subarray(0, identifyingBytes))) return 'changed';
  return bytes.every((byte) => byte === bytes[0]) ? 'same' : undefined;
}

export const opmCertificate: StepKind<OpmCertificateStep> = {
  objectName: () => undefined,
  unsupported: lacksOpm,
  points: (draft, { call, sizeDelta = 0 }) => [
    draft.pointOf(call, {
      certificateOf: 'opm',
      certificateSize: sizeDelta === 0 ? undefined : 'too-small',
    }),
  ],
  async send({ driver }, { call, sizeDelta = 0 }) {
    const CertificateType = certificateTypes.OPM;
    const size = await driver.call('OPMGetCertificateSize', { CertificateType });
    const CertificateSize = Math.max(0, Number(size['CertificateSize'] ?? 0) + sizeDelta);
    const result = await driver.call(call, { CertificateType, CertificateSize });
    const status = statusOf(result);
    const observed = observedCall(call, result, { status });
    const bytes = bytesIn(result['Certificate']);
    if (!isFailure(status)) return { ...observed, certificate: driver.certificateOf(bytes).seen };
    const buffer = bufferAfterFailure(bytes, (await driver.opmCertificate()).bytes);
    return buffer === undefined ? observed : { ...observed, buffer };
  },
};
