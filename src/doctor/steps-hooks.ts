// Section 6: test hooks that are about the driver as a whole.
import { poolKey } from '../emulator/keys.ts';
import { errorCodes } from '../core/protocol/json-rpc.ts';
import type { Patient } from './patient.ts';
import { NotOffered, Wrong } from './step.ts';
import { returned } from './steps-sessions.ts';
import { leafOf, sessionCertificate, type Subject } from './subject.ts';
import { blockBytes } from './valid-block.ts';

/** A TEST key that no implementation of this project starts with. */
const provisionedKey = 'test-rsa2048-e';

export async function examineHooks(patient: Patient, subject: Subject): Promise<void> {
  const memory = 'test/memoryUse gives a number of bytes';
  await patient.step({ id: 'test/memoryUse', section: 6, demands: memory }, async () => {
    await subject.demand('memoryUse');
    const { bytes } = await patient.ask('test/memoryUse', {});
    return `${Number(bytes)} bytes`;
  });

  const failing = 'the call behind test/failAllocation holds allocationFailed and allocations';
  await patient.step({ id: 'test/failAllocation', section: 6, demands: failing }, async () => {
    await subject.demand('failAllocation');
    const params = { ...(await subject.session()), DataSize: blockBytes, pData: await subject.block() };
    await patient.ask('test/failAllocation', { after: 0 });
    const result = await subject.negotiate(params);
    for (const member of ['allocationFailed', 'allocations']) {
      if (result[member] === undefined) throw new Wrong(`the answer has no "${member}"`);
    }
    return `${returned(result)} after ${Number(result['allocations'])} allocations`;
  });

  const reset = 'test/reset, which may be missing, gives a result, and a device can be made again';
  await patient.step({ id: 'test/reset', section: 6, demands: reset }, async () => {
    const answer = await patient.send('test/reset', {});
    if (answer.kind === 'refused') {
      if (answer.code === errorCodes.noSuchMethod) throw new NotOffered('the adapter has no test/reset');
      throw new Wrong(`a missing call is refused with ${errorCodes.noSuchMethod}; got ${answer.code}`);
    }
    patient.read('test/reset', {}, answer);
    await subject.newDevice();
    // The devices that the doctor knows are gone.
    await patient.restart();
    return undefined;
  });

  const provide = 'after test/provisionKey every certificate is issued for the key that was given';
  await patient.step({ id: 'test/provisionKey', section: 6, demands: provide }, async () => {
    await subject.demand('provisionKey');
    const { privateKey } = poolKey(provisionedKey);
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('hex');
    await patient.ask('test/provisionKey', { pkcs8 });
    const leaf = leafOf(await subject.certificate(sessionCertificate, await subject.newDevice()));
    await patient.restart();
    if (leaf.checkPrivateKey(privateKey)) return undefined;
    throw new Wrong('a certificate that was read afterwards holds another key');
  });
}
