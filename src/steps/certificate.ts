// The certificate of a device: its size and its bytes, in two calls.
import { lacksChannels } from './driver/lacks.ts';
import { observedCall } from './driver/observed-call.ts';
import type { StepKind } from './step-kind.ts';

export interface GetCertificateStep {
  readonly call: 'GetCertificate';
  readonly device: string;
  readonly of: 'crypto-session' | 'channel';
}

export const getCertificate: StepKind<GetCertificateStep> = {
  objectName: () => undefined,
  unsupported: ({ of }, survey) => (of === 'channel' ? lacksChannels(survey) : undefined),
  points(draft, { call, device, of }) {
    draft.unreadCertificates.delete(device);
    return [draft.pointOf(call, { certificateOf: of })];
  },
  async send(context, { call, device, of }) {
    const hDevice = await context.device(device);
    context.certificatesRead.add(hDevice);
    const { seen, answer = {} } = await context.driver.readCertificate(hDevice, of);
    return { ...observedCall(call, answer), certificate: seen, keys: await context.readKeys() };
  },
};
