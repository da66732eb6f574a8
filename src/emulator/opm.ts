// OPM protected outputs: DxgkDdiOPM… functions that read the certificate and set the signing key (adapter protocol, section 5).
import { certificateTypes } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { heapBytes } from './allocations.ts';
import type { OpmBehaviour } from './behaviour.ts';
import { noteOverrun, outputBuffer, type CallTable } from './call-table.ts';
import type { Driver } from './driver.ts';
import { Memory } from './memory.ts';
import { answerBytesParam, bytesParam, objectParam, uintParam } from './params.ts';
import type { OpmReason, Output } from './state.ts';

const statusSuccess = 0;
const randomBytes = 16;
/** DXGKMDT_OPM_ENCRYPTED_PARAMETERS. */
const encryptedParametersBytes = 256;
/** Random number, signing key, status and command sequence number; what follows is ignored. */
const signingFieldsBytes = 40;
/** DXGKMDT_CERTIFICATE_TYPE: what lies beside OPM is not supported, each with a status of its own. */
const certificateStatus: Readonly<Record<number, number>> = {
  [certificateTypes.OPM]: statusSuccess,
  1: statusCodes.STATUS_GRAPHICS_COPP_NOT_SUPPORTED,
  2: statusCodes.STATUS_GRAPHICS_UAB_NOT_SUPPORTED,
};

export function correctOpm(driver: Driver): OpmBehaviour {
  const { settings } = driver;
  return {
    outputRandom: () => driver.random(randomBytes),
    randomOf: (output) => output.random,
    opmRepeatFits: (output) => settings.opmRepeat === 'replace' || output.slot.key === null,
    opmMessageFits: (message) => message.length >= signingFieldsBytes,
    opmFields: (message) => ({
      random: message.subarray(0, 16),
      key: Buffer.from(message.subarray(16, 32)),
      statusSequence: message.readUInt32LE(32),
      commandSequence: message.readUInt32LE(36),
    }),
    opmRandomMatches: (seen, expected) => seen.equals(expected),
    storeSigningKey(output, fields) {
      output.slot.key = fields.key;
      output.statusSequence = fields.statusSequence;
      output.commandSequence = fields.commandSequence;
    },
    afterOpmFailure() {
      // A failed call leaves the output as it was.
    },
    opmFailureCode(reason) {
      if (reason === 'memory') return statusCodes.STATUS_NO_MEMORY;
      if (reason === 'repeated') return statusCodes.STATUS_INVALID_PARAMETER;
      return statusCodes.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
    },
    statusSequenceFits: (sequence, output) => sequence === output.statusSequence,
    nextSequence: (sequence) => (sequence + 1) >>> 0,
  };
}

function setSigningKey(driver: Driver, output: Output, block: Buffer): OpmReason | null {
  const { behaviour, allocations } = driver;
  if (!behaviour.opmRepeatFits(output)) return 'repeated';
  const work = allocations.allocate(heapBytes.workBuffer, 'work buffer');
  const context =
    work === null ? null : allocations.allocate(heapBytes.bigNumberContext, 'big-number context');
  try {
    if (context === null) return 'memory';
    const decoded = behaviour.decryptBlock(block, behaviour.privateKeyFor('opm', null), 'opm');
    if (decoded.defect !== null) return decoded.defect;
    if (!behaviour.opmMessageFits(decoded.message)) return 'message-length';
    const fields = behaviour.opmFields(decoded.message);
    if (!behaviour.opmRandomMatches(fields.random, output.random)) return 'random';
    behaviour.storeSigningKey(output, fields);
    return null;
  } finally {
    allocations.free(context);
    allocations.free(work);
  }
}

export const opmCalls: CallTable = {
  OPMCreateProtectedOutput(driver) {
    if (!driver.behaviour.hasRoom('opm')) {
      return { status: statusCodes.STATUS_NO_MEMORY, hProtectedOutput: null };
    }
    const block = driver.allocations.allocate(heapBytes.output, 'protected output');
    if (block === null) return { status: statusCodes.STATUS_NO_MEMORY, hProtectedOutput: null };
    const handle = driver.newHandle('output');
    const slot = driver.behaviour.newKeySlot(null, 'opm');
    const random = driver.behaviour.outputRandom();
    driver.outputs.set(handle, { handle, random, slot, block, statusSequence: 0, commandSequence: 0 });
    return { status: statusSuccess, hProtectedOutput: handle };
  },

  OPMDestroyProtectedOutput(driver, params) {
    const output = objectParam(params, 'hProtectedOutput', driver.outputs);
    driver.behaviour.releaseKeySlot(output.slot);
    driver.allocations.free(output.block);
    driver.outputs.delete(output.handle);
    return { status: statusSuccess };
  },

  OPMGetCertificateSize(driver, params) {
    const type = uintParam(params, 'CertificateType');
    const status = certificateStatus[type] ?? statusCodes.STATUS_INVALID_PARAMETER;
    if (status !== statusSuccess) return { status, CertificateSize: 0 };
    const certificate = driver.behaviour.certificateFor('opm', null);
    return { status, CertificateSize: driver.behaviour.certificateSize(certificate, 'opm') };
  },

  OPMGetCertificate(driver, params) {
    const type = uintParam(params, 'CertificateType');
    const buffer = new Memory(outputBuffer(answerBytesParam(params, 'CertificateSize')), undefined);
    let status = certificateStatus[type] ?? statusCodes.STATUS_INVALID_PARAMETER;
    if (status === statusSuccess) {
      const certificate = driver.behaviour.certificateFor('opm', null);
      const written = driver.behaviour.writeCertificate(buffer, certificate, 'opm');
      if (!written) status = statusCodes.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH;
    }
    const result = { status, Certificate: buffer.read(0, buffer.length).toString('hex') };
    noteOverrun(buffer, result);
    return result;
  },

  OPMGetRandomNumber(driver, params) {
    const output = objectParam(params, 'hProtectedOutput', driver.outputs);
    return { status: statusSuccess, RandomNumber: driver.behaviour.randomOf(output).toString('hex') };
  },

  OPMSetSigningKeyAndSequenceNumbers(driver, params) {
    const output = objectParam(params, 'hProtectedOutput', driver.outputs);
    const block = bytesParam(params, 'EncryptedParameters', encryptedParametersBytes);
    const reason = setSigningKey(driver, output, block);
    if (reason === null) return { status: statusSuccess };
    driver.behaviour.afterOpmFailure(output, reason);
    return { status: driver.behaviour.opmFailureCode(reason) };
  },
};
