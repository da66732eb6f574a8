// `kexcts doctor`: what is installed, and whether an adapter keeps to the protocol.
import type { Adapter } from '../core/protocol/adapter.ts';
import { plainText } from '../core/plain-text.ts';
import { examine } from './examine.ts';
import { installedTools, printTools, type FoundTool } from './installed-tools.ts';
import { printStep } from './print-step.ts';
import type { Step } from './step.ts';

export interface Diagnosis {
  readonly steps: readonly Step[];
  /** Whether nothing is wrong. */
  readonly sound: boolean;
  /** Why a run would find the driver not applicable. */
  readonly lacks?: string;
}

/** Checks an adapter against the protocol and writes the result of each step. */
export async function doctor(adapter: Adapter, write: (text: string) => void): Promise<Diagnosis> {
  write(`${plainText(adapter.specifier, 200)} and the adapter protocol, version 1\n\n`);
  const { steps, lacks } = await examine(adapter, (step) => write(printStep(step)));
  write(`\n${summary(steps)}\n`);
  const sound = steps.every((step) => step.state !== 'wrong');
  if (lacks === undefined) return { steps, sound };
  write(`a run would end as not applicable: ${lacks}\n`);
  return { steps, sound, lacks };
}

/** How many steps ended how, and where to begin to read. */
function summary(steps: readonly Step[]): string {
  const ended = (state: Step['state']) => steps.filter((step) => step.state === state);
  const [wrong, notTried] = [ended('wrong'), ended('not-tried')];
  const rest = `${ended('ok').length} ok, ${ended('not-offered').length} not offered, ${notTried.length} not tried`;
  if (wrong[0] !== undefined) return `${wrong.length} wrong, the first in ${wrong[0].id}: ${rest}`;
  const [first] = notTried;
  if (first === undefined) return `no step failed: ${rest}`;
  return `no step failed, but some could not be tried: ${rest}\nthe first of these is ${first.id}: ${first.note ?? ''}`;
}

/** Writes what is installed, and what each program is for. */
export async function doctorOfMachine(write: (text: string) => void): Promise<readonly FoundTool[]> {
  const tools = await installedTools();
  write(printTools(tools));
  return tools;
}
