// Output protection (adapter protocol, section 5).
import { create, functionOf, handleOf, type Host, type Methods } from './method.ts';
import type { DriverObject } from './objects.ts';
import type { Params } from '../../core/protocol/adapter.ts';
import { readDigits, readObject, readPlacement, readSize, readUint32 } from './parameters.ts';

const randomNumberBytes = 16;
const encryptedParametersBytes = 256;
const getInfoParametersBytes = 4112;
const requestedInformationBytes = 4096;

function readOutput({ objects }: Host, params: Params): DriverObject | undefined {
  return readObject(objects, params, 'hProtectedOutput', 'output');
}

export const opmMethods: Methods = {
  OPMCreateProtectedOutput(host, call) {
    const make = functionOf(host, 'OPMCreateProtectedOutput');
    const { status, handle } = create(host, call, 'output', undefined, (address) => make(address));
    return { status, hProtectedOutput: handle };
  },

  OPMDestroyProtectedOutput(host, call, params) {
    const destroy = functionOf(host, 'OPMDestroyProtectedOutput');
    const output = readOutput(host, params);
    const status = call.run(() => destroy(handleOf(output)));
    if (output !== undefined) host.objects.remove(output);
    return { status };
  },

  OPMGetCertificateSize(host, call, params) {
    const get = functionOf(host, 'OPMGetCertificateSize');
    const type = readUint32(params, 'CertificateType');
    const size = call.place(4, 'CertificateSize');
    const status = call.run(() => get(type, size.address));
    return { status, CertificateSize: size.bytes.readUInt32LE() };
  },

  OPMGetCertificate(host, call, params) {
    const get = functionOf(host, 'OPMGetCertificate');
    const type = readUint32(params, 'CertificateType');
    const size = readSize(params, 'CertificateSize');
    const certificate = call.place(size, 'Certificate', readPlacement(params));
    const status = call.run(() => get(type, size, certificate.address));
    return { status, Certificate: certificate.hex };
  },

  OPMGetRandomNumber(host, call, params) {
    const get = functionOf(host, 'OPMGetRandomNumber');
    const output = handleOf(readOutput(host, params));
    const random = call.place(randomNumberBytes, 'RandomNumber');
    const status = call.run(() => get(output, random.address));
    return { status, RandomNumber: random.hex };
  },

  OPMSetSigningKeyAndSequenceNumbers(host, call, params) {
    const set = functionOf(host, 'OPMSetSigningKeyAndSequenceNumbers');
    const output = handleOf(readOutput(host, params));
    const digits = readDigits(params, 'EncryptedParameters', encryptedParametersBytes);
    const block = call.place(digits, 'EncryptedParameters', readPlacement(params));
    return { status: call.run(() => set(output, block.address)) };
  },

  OPMGetInformation(host, call, params) {
    const get = functionOf(host, 'OPMGetInformation');
    const output = handleOf(readOutput(host, params));
    const request = call.place(readDigits(params, 'Parameters', getInfoParametersBytes), 'Parameters');
    const information = call.place(requestedInformationBytes, 'RequestedInformation');
    const status = call.run(() => get(output, request.address, information.address));
    return { status, RequestedInformation: information.hex };
  },
};
