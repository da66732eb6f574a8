// The whole examination, in the order in which an author meets the protocol.
import type { Adapter } from '../core/protocol/adapter.ts';
import { Patient } from './patient.ts';
import type { Step } from './step.ts';
import { examineBlits } from './steps-blits.ts';
import { examineChannels } from './steps-channels.ts';
import { examineHooks } from './steps-hooks.ts';
import { examineNegotiation } from './steps-negotiation.ts';
import { examineEnding, examineInitialize, examineLines } from './steps-opening.ts';
import { examineOpm } from './steps-opm.ts';
import { examineSessions } from './steps-sessions.ts';
import { Subject } from './subject.ts';

export interface Examination {
  /** All steps, in order. An adapter that does not start has one. */
  readonly steps: readonly Step[];
  /** Why the driver behind the adapter cannot be tested: a call that there is no way around. */
  readonly lacks?: string;
}

/**
 * Walks an adapter through the protocol. The driver behind it is not judged: whatever it returns is right here.
 * @param onStep - told of each step as it ends
 */
export async function examine(
  adapter: Adapter,
  onStep: (step: Step) => void = () => undefined,
): Promise<Examination> {
  const steps: Step[] = [];
  const patient = new Patient(adapter, (step) => {
    steps.push(step);
    onStep(step);
  });
  try {
    if ((await examineInitialize(patient)).state !== 'ok') return { steps };
    const subject = new Subject(patient);
    await examineLines(patient);
    await examineSessions(patient, subject);
    await examineNegotiation(patient, subject);
    await examineBlits(patient, subject);
    await examineChannels(patient, subject);
    await examineOpm(patient, subject);
    await examineHooks(patient, subject);
    await examineEnding(patient);
    return { steps, ...(patient.lacks === undefined ? {} : { lacks: patient.lacks }) };
  } finally {
    await patient.restart();
  }
}
