// A signed request to a protected output.
import { isFailure } from '../core/windows/hresult.ts';
import { observedCall } from './driver/observed-call.ts';
import type { RequestDefect } from './driver/opm-request.ts';
import { defectiveField } from './driver/signed-request.ts';
import { requestInformation } from './driver/signing-key.ts';
import { lacksOpm } from './opm-output.ts';
import type { StepKind } from './step-kind.ts';

export interface OpmGetInformationStep {
  readonly call: 'OPMGetInformation';
  readonly output: string;
  /** What is wrong with it, if anything. */
  readonly defect?: RequestDefect;
}

export const opmInformation: StepKind<OpmGetInformationStep> = {
  objectName: ({ output }) => output,
  unsupported: lacksOpm,
  points: (draft, { call, defect }) => [draft.pointOf(call, { request: defect && defectiveField(defect) })],
  async send({ driver, objects }, { call, output, defect }) {
    const { status, verifies, result } = await requestInformation(
      driver,
      objects.get(output, 'output'),
      defect,
    );
    const observed = observedCall(call, result, { status });
    return isFailure(status) ? observed : { ...observed, omac: verifies ? 'verifies' : 'fails' };
  },
};
