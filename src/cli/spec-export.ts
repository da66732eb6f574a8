// `kexcts spec export`: the contract's state machine for another tool.
import { resolve } from 'node:path';
import { loadContract } from '../1-contract/load.ts';
import { explore } from '../1-contract/machine/explore.ts';
import { answersOf, Machine } from '../1-contract/machine/machine.ts';
import { promelaOf } from '../1-contract/machine/promela.ts';
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { writeWhole } from '../core/write-whole.ts';

export interface SpecExportOptions {
  readonly spec: string;
  readonly format: 'promela';
  readonly out?: string;
  readonly sessions: number;
  readonly outputs: number;
  readonly keys: number;
}

/** Writes the machine as a model; at its head stands what our own search found of it. */
export async function specExportCommand(options: SpecExportOptions): Promise<ExitStatus> {
  const contract = loadContract(resolve(options.spec));
  const { sessions, outputs, keys } = options;
  const bounds = { sessions, outputs, keys };
  const answers = answersOf(contract, keys);
  const found = explore(contract, new Machine(contract, bounds, answers));
  const text = promelaOf(contract, bounds, found, answers);
  if (options.out === undefined) process.stdout.write(text);
  else await writeWhole(options.out, text);
  return exitStatus.holds;
}
