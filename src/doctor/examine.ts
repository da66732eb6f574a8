// The whole examination, in the order in which an author meets the protocol.
import type { Adapter } from '../core/protocol/adapter.ts';
import { AdapterProbe } from './adapter-probe.ts';
import type { Step } from './step.ts';
import { examineBlits } from './steps-blits.ts';
import { examineChannels } from './steps-channels.ts';
import { examineHooks } from './steps-hooks.ts';
import { examineNegotiation } from './steps-negotiation.ts';
import { examineEnding, examineInitialize, examineLines } from './steps-opening.ts';
import { examineOpm } from './steps-opm.ts';
import { examineSessions } from './steps-sessions.ts';
import { ProbeObjects } from './probe-objects.ts';

export interface Examination {
  /** All steps, in order. An adapter that does not start has one. */
  readonly steps: readonly Step[];
  /** Why the driver behind the adapter cannot be tested: a missing call that every run needs. */
  readonly lacks?: string;
}

/**
 * Checks an adapter against the protocol, step by step. The driver behind it is not judged: any result of it is right here.
 * @param onStep - called with each step as it ends
 */
export async function examine(
  adapter: Adapter,
  onStep: (step: Step) => void = () => undefined,
): Promise<Examination> {
  const steps: Step[] = [];
  const probe = new AdapterProbe(adapter, (step) => {
    steps.push(step);
    onStep(step);
  });
  try {
    if ((await examineInitialize(probe)).state !== 'ok') return { steps };
    const objects = new ProbeObjects(probe);
    await examineLines(probe);
    await examineSessions(probe, objects);
    await examineNegotiation(probe, objects);
    await examineBlits(probe, objects);
    await examineChannels(probe, objects);
    await examineOpm(probe, objects);
    await examineHooks(probe, objects);
    await examineEnding(probe);
    return { steps, ...(probe.lacks === undefined ? {} : { lacks: probe.lacks }) };
  } finally {
    await probe.restart();
  }
}
