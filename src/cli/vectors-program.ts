// `kexcts vectors`: its commands with their options.
import type { Command } from 'commander';
import { specOption } from './run-options.ts';
import type { CheckOptions, MakeOptions } from './vectors.ts';

/** Adds the commands. */
export function addVectorsCommands(kexcts: Command): void {
  const vectors = kexcts
    .command('vectors')
    .description('known answers: make, check, export, import, or derive them for a certificate');

  vectors
    .command('make')
    .description('write vectors/ anew, each vector with the id it had')
    .option('--out <dir>', 'folder (default: the vectors of this package)')
    .addOption(specOption())
    .action(async (options: MakeOptions) => {
      process.exitCode = await (await import('./vectors.ts')).makeCommand(options);
    });

  vectors
    .command('check')
    .description('hold every vector against its own bytes, the contract and WebCrypto')
    .option('--in <dir>', 'folder (default: the vectors of this package)')
    .option('--kills', 'also: which faults they kill, and what each of them is for', false)
    .addOption(specOption())
    .action(async (options: CheckOptions) => {
      process.exitCode = await (await import('./vectors.ts')).checkCommand(options);
    });
}
