// The driver is given a private key, and issues all its certificates for it: blocks made before can then be sent as they are.
import type { Hex } from '../ciphertexts/block.ts';
import { lacksCapability } from './driver/lacks.ts';
import type { StepKind } from './step-kind.ts';

export interface ProvisionKeyStep {
  readonly call: 'test/provisionKey';
  /** PKCS #8, DER. */
  readonly pkcs8: Hex;
}

export const provisionKey: StepKind<ProvisionKeyStep> = {
  objectName: () => undefined,
  unsupported: (_, survey) => lacksCapability(survey, 'provisionKey'),
  describe: () => 'the driver is given a private key, for which it issues its certificates',
  async send({ driver }, { call, pkcs8 }) {
    await driver.provisionKey(pkcs8);
    return { call };
  },
};
