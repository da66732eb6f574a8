// `kexcts doctor`: what is installed, and whether an adapter keeps to the protocol.
import type { Adapter } from '../protocol/adapter.ts';
import { plainText } from '../report/plain-text.ts';
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

/** Walks an adapter through the protocol and writes what it finds, step by step. */
export async function doctor(adapter: Adapter, write: (text: string) => void): Promise<Diagnosis> {
  write(`${plainText(adapter.specifier, 200)} and the adapter protocol, version 1\n\n`);
  const { steps, lacks } = await examine(adapter, (step) => write(printStep(step)));
  const count = (state: Step['state']) => steps.filter((step) => step.state === state).length;
  const wrong = count('wrong');
  const rest = [
    `${count('ok')} ok`,
    `${count('not-offered')} not offered`,
    `${count('not-tried')} not tried`,
  ];
  write(`\n${wrong === 0 ? 'nothing is wrong' : `${wrong} wrong`}: ${rest.join(', ')}\n`);
  if (lacks === undefined) return { steps, sound: wrong === 0 };
  write(`a run would end as not applicable: ${lacks}\n`);
  return { steps, sound: wrong === 0, lacks };
}

/** Writes what is installed, and what each program is for. */
export async function doctorOfMachine(write: (text: string) => void): Promise<readonly FoundTool[]> {
  const tools = await installedTools();
  write(printTools(tools));
  return tools;
}
