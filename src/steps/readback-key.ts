// The key under which EncryptionBlt returns data, wrapped by the session key.
import { sessionKeyBytes } from '../core/windows/lengths.ts';
import { bytesIn } from './driver/driver-session.ts';
import { lacksCap, lacksCapability } from './driver/lacks.ts';
import { observedCall } from './driver/observed-call.ts';
import { noKey } from './refresh.ts';
import type { StepKind } from './step-kind.ts';

export interface ReadbackKeyStep {
  readonly call: 'GetEncryptionBltKey';
  readonly session: string;
}

export const readbackKey: StepKind<ReadbackKeyStep> = {
  objectName: ({ session }) => session,
  unsupported: (_, survey) =>
    lacksCap(survey, 'ENCRYPTED_READ_BACK_KEY') ?? lacksCapability(survey, 'encryptionBltKey'),
  async send(context, { call, session }) {
    const { handles, keyed } = context.objects.get(session, 'session');
    if (!keyed) return noKey(call);
    const result = await context.driver.call(call, { ...handles, KeySize: sessionKeyBytes });
    const ReadbackKey = bytesIn(result['ReadbackKey']).toString('hex');
    return { ...observedCall(call, result), ReadbackKey, keys: await context.readKeys() };
  },
};
