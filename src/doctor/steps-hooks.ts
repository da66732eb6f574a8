// Section 6: test hooks that are about the driver as a whole.
import { poolKey } from '../emulator/keys.ts';
import { errorCodes } from '../core/protocol/json-rpc.ts';
import type { AdapterProbe } from './adapter-probe.ts';
import { NotOffered, Wrong } from './step.ts';
import { returned } from './steps-sessions.ts';
import { leafOf, sessionCertificate, type ProbeObjects } from './probe-objects.ts';
import { blockBytes } from './valid-block.ts';

/** A TEST key that no implementation of this project starts with. */
const provisionedKey = 'test-rsa2048-e';

export async function examineHooks(probe: AdapterProbe, objects: ProbeObjects): Promise<void> {
  const memory = 'test/memoryUse returns a number of bytes';
  await probe.step({ id: 'test/memoryUse', section: 6, demands: memory }, async () => {
    await objects.demand('memoryUse');
    const { bytes } = await probe.ask('test/memoryUse', {});
    return `${Number(bytes)} bytes`;
  });

  const failing = 'the response to the call after test/failAllocation has allocationFailed and allocations';
  await probe.step({ id: 'test/failAllocation', section: 6, demands: failing }, async () => {
    await objects.demand('failAllocation');
    const params = { ...(await objects.session()), DataSize: blockBytes, pData: await objects.block() };
    await probe.ask('test/failAllocation', { after: 0 });
    const result = await objects.negotiate(params);
    for (const member of ['allocationFailed', 'allocations']) {
      if (result[member] === undefined) throw new Wrong(`the answer has no "${member}"`);
    }
    return `${returned(result)} after ${Number(result['allocations'])} allocations`;
  });

  const reset = 'test/reset, which is optional, returns a result, and a device can be created again';
  await probe.step({ id: 'test/reset', section: 6, demands: reset }, async () => {
    const answer = await probe.send('test/reset', {});
    if (answer.kind === 'refused') {
      if (answer.code === errorCodes.noSuchMethod) throw new NotOffered('the adapter has no test/reset');
      throw new Wrong(`a missing call is refused with ${errorCodes.noSuchMethod}; got ${answer.code}`);
    }
    probe.read('test/reset', {}, answer);
    await objects.newDevice();
    // The devices that the doctor knows are gone.
    await probe.restart();
    return undefined;
  });

  const provide = 'after test/provisionKey every certificate is issued for the provisioned key';
  await probe.step({ id: 'test/provisionKey', section: 6, demands: provide }, async () => {
    await objects.demand('provisionKey');
    const { privateKey } = poolKey(provisionedKey);
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('hex');
    await probe.ask('test/provisionKey', { pkcs8 });
    const leaf = leafOf(await objects.certificate(sessionCertificate, await objects.newDevice()));
    await probe.restart();
    if (leaf.checkPrivateKey(privateKey)) return undefined;
    throw new Wrong('a certificate that was read afterwards holds another key');
  });
}
