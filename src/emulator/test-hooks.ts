// The test hooks of the adapter protocol, section 6. They belong to the adapter: no entry point of the driver is called.
import type { CallTable } from './call-table.ts';
import { provisionedKey } from './keys.ts';
import { bytesParam, objectParam, uintParam } from './params.ts';

export const testHooks: CallTable = {
  'test/probeSessionKey'(driver, params) {
    const session = objectParam(params, 'hCryptoSession', driver.sessions);
    return { key: driver.behaviour.keyInForce(session)?.toString('hex') ?? null };
  },

  'test/probeChannelKey'(driver, params) {
    const channel = objectParam(params, 'hAuthChannel', driver.channels);
    return { key: driver.behaviour.keyInForce(channel)?.toString('hex') ?? null };
  },

  'test/probeSigningKey'(driver, params) {
    const { slot, statusSequence, commandSequence } = objectParam(params, 'hProtectedOutput', driver.outputs);
    if (slot.key === null) return { key: null, statusSequence: null, commandSequence: null };
    return { key: slot.key.toString('hex'), statusSequence, commandSequence };
  },

  'test/provisionKey'(driver, params) {
    driver.provisionedKey = provisionedKey(bytesParam(params, 'pkcs8'));
    return {};
  },

  'test/failAllocation'(driver, params) {
    driver.allocations.arm(uintParam(params, 'after'));
    return {};
  },

  'test/memoryUse': ({ allocations }) => ({ bytes: allocations.bytes, blocks: allocations.blocks }),

  'test/reset'(driver) {
    driver.reset();
    return {};
  },
};
