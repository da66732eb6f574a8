// Devices beside the two that are always there.
import { PrerequisiteMissing, handleIn } from './driver/driver-session.ts';
import { observedCall } from './driver/observed-call.ts';
import type { StepKind } from './step-kind.ts';

export interface CreateDeviceStep {
  readonly call: 'CreateDevice';
  readonly as: string;
}

export interface DestroyDeviceStep {
  readonly call: 'DestroyDevice';
  readonly device: string;
}

export const createDevice: StepKind<CreateDeviceStep> = {
  objectName: ({ as }) => as,
  points(draft, { call, as }) {
    draft.unreadCertificates.add(as);
    return [draft.pointOf(call)];
  },
  async send({ driver, objects }, { call, as }) {
    const result = await driver.call(call, {});
    const hDevice = handleIn(result, call, 'hDevice');
    if (hDevice === undefined) throw new PrerequisiteMissing('the driver made no further device');
    objects.add(as, { kind: 'device', handles: { hDevice }, destroyedBy: 'DestroyDevice' });
    return observedCall(call, result);
  },
};

export const destroyDevice: StepKind<DestroyDeviceStep> = {
  objectName: () => undefined,
  async send(context, { call, device }) {
    const result = await context.driver.call(call, { hDevice: await context.device(device) });
    context.objects.remove(device);
    return observedCall(call, result);
  },
};
