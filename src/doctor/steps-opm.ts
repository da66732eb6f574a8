// Section 5: protected outputs.
import { informationRequest } from '../steps/driver/opm-request.ts';
import { fromHex } from '../core/hex.ts';
import { certificateTypes } from '../core/windows/guids.ts';
import { isFailure } from '../core/windows/hresult.ts';
import { errorCodes } from '../core/protocol/json-rpc.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { NotOffered, NotTried, Wrong } from './step.ts';
import { returned } from './steps-sessions.ts';
import { codeOf, handleOf, leafOf, sessionKey, type ProbeObjects } from './probe-objects.ts';
import { validBlock } from './valid-block.ts';

const CertificateType = certificateTypes.OPM;
const statusSequence = 100;
const commandSequence = 200;

async function opmCertificate(probe: AdapterProbe): Promise<Buffer> {
  const size = await probe.ask('OPMGetCertificateSize', { CertificateType });
  if (isFailure(codeOf(size))) throw new NotTried(`OPMGetCertificateSize: ${returned(size)}`);
  const CertificateSize = Number(size['CertificateSize']);
  const read = await probe.ask('OPMGetCertificate', { CertificateType, CertificateSize });
  if (isFailure(codeOf(read))) throw new NotTried(`OPMGetCertificate: ${returned(read)}`);
  return fromHex(String(read['Certificate']));
}

export async function examineOpm(probe: AdapterProbe, objects: ProbeObjects): Promise<void> {
  const output = async (): Promise<string> =>
    handleOf(await probe.ask('OPMCreateProtectedOutput', {}), 'OPMCreateProtectedOutput', 'hProtectedOutput');

  /** An output that was given a key: random number, key and both sequence numbers. */
  const keyed = async () => {
    const hProtectedOutput = await output();
    const { RandomNumber, ...rest } = await probe.ask('OPMGetRandomNumber', { hProtectedOutput });
    if (isFailure(codeOf(rest))) throw new NotTried(`OPMGetRandomNumber: ${returned(rest)}`);
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32LE(statusSequence, 0);
    numbers.writeUInt32LE(commandSequence, 4);
    const message = Buffer.concat([fromHex(String(RandomNumber)), sessionKey, numbers]);
    const EncryptedParameters = validBlock(leafOf(await opmCertificate(probe)), message).toString('hex');
    const params = { hProtectedOutput, EncryptedParameters };
    const set = await probe.ask('OPMSetSigningKeyAndSequenceNumbers', params);
    return { hProtectedOutput, set };
  };

  const create =
    'OPMCreateProtectedOutput and OPMDestroyProtectedOutput return status, the former also hProtectedOutput';
  await probe.step({ id: 'OPMCreateProtectedOutput', section: 5, demands: create }, async () => {
    await objects.demand('opm');
    const hProtectedOutput = await output();
    return returned(await probe.ask('OPMDestroyProtectedOutput', { hProtectedOutput }));
  });

  const certificate = 'OPMGetCertificateSize and OPMGetCertificate give status, and so many bytes';
  await probe.step({ id: 'OPMGetCertificate', section: 5, demands: certificate }, async () => {
    await objects.demand('opm');
    return `${(await opmCertificate(probe)).length} bytes`;
  });

  const set = 'OPMGetRandomNumber gives 16 bytes, OPMSetSigningKeyAndSequenceNumbers a status';
  await probe.step({ id: 'OPMSetSigningKeyAndSequenceNumbers', section: 5, demands: set }, async () => {
    await objects.demand('opm');
    return returned((await keyed()).set);
  });

  const information = 'OPMGetInformation takes 4112 bytes and gives status and 4096 bytes';
  await probe.step({ id: 'OPMGetInformation', section: 5, demands: information }, async () => {
    await objects.demand('opm');
    const { hProtectedOutput } = await keyed();
    const Parameters = informationRequest(sessionKey, statusSequence).bytes.toString('hex');
    return returned(await probe.ask('OPMGetInformation', { hProtectedOutput, Parameters }));
  });

  const probing = 'test/probeSigningKey, which is optional, returns key, statusSequence and commandSequence';
  await probe.step({ id: 'test/probeSigningKey', section: 6, demands: probing }, async () => {
    await objects.demand('opm');
    const { hProtectedOutput } = await keyed();
    const method = 'test/probeSigningKey';
    const answer = await probe.send(method, { hProtectedOutput });
    if (answer.kind === 'refused') {
      if (answer.code === errorCodes.noSuchMethod) throw new NotOffered(`the adapter has no ${method}`);
      throw new Wrong(`a missing call is refused with ${errorCodes.noSuchMethod}; got ${answer.code}`);
    }
    const read = probe.read(method, { hProtectedOutput }, answer);
    const same = read['statusSequence'] === statusSequence && read['commandSequence'] === commandSequence;
    return same ? undefined : 'these are not the numbers that were sent';
  });
}
