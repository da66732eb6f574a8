// `kexcts vectors`: its commands with their options.
import type { Command } from 'commander';
import { keyValue } from './parse.ts';
import { addPlanOptions, specOption, wholeNumber } from './run-options.ts';
import type { ImportOptions } from './vectors-import.ts';
import type { CheckOptions, DeriveOptions, ExportOptions, MakeOptions } from './vectors.ts';

/** Adds the commands. */
export function addVectorsCommands(kexcts: Command): void {
  const vectors = kexcts
    .command('vectors')
    .description('test vectors: make, check, export, import, or derive them for a certificate');

  vectors
    .command('make')
    .description('write vectors/ again; every vector keeps its id')
    .option('--out <dir>', 'folder (default: the vectors of this package)')
    .addOption(specOption())
    .action(async (options: MakeOptions) => {
      process.exitCode = await (await import('./vectors.ts')).makeCommand(options);
    });

  vectors
    .command('check')
    .description('check every vector against its own bytes, the contract and WebCrypto')
    .option('--in <dir>', 'folder (default: the vectors of this package)')
    .option('--kills', 'also list the faults that they detect, and the mutants that only one detects', false)
    .addOption(specOption())
    .action(async (options: CheckOptions) => {
      process.exitCode = await (await import('./vectors.ts')).checkCommand(options);
    });

  vectors
    .command('export')
    .description('vectors and a test program that checks them, for another language')
    .requiredOption('--language <language>', 'c, cpp, python, rust, go, java, javascript, csharp or json')
    .option('--out <dir>', 'folder (default: vectors-export/LANGUAGE)')
    .option('--in <dir>', 'folder of vectors (default: those of this package)')
    .option('--flag <flag>', 'only vectors with this flag')
    .option('--profile <name>', 'only vectors of this profile')
    .option('--clause <glob>', 'only vectors that test these clauses')
    .action(async (options: ExportOptions) => {
      process.exitCode = await (await import('./vectors.ts')).exportCommand(options);
    });

  vectors
    .command('derive')
    .description("make the vectors for a driver's certificate whose private key is not available")
    .requiredOption('--certificate <file>', 'what GetCertificate returned, or X.509 as DER or PEM')
    .option('--out <dir>', 'folder', 'vectors-derived')
    .option('--random <hex>', 'the random number of a protected output, for the vectors of OPM')
    .option('--in <dir>', 'folder of vectors (default: those of this package)')
    .addOption(specOption())
    .action(async (options: DeriveOptions) => {
      process.exitCode = await (await import('./vectors.ts')).deriveCommand(options);
    });

  const imported = vectors
    .command('import')
    .description(
      "vectors of others (Wycheproof's RSAES-OAEP files, RSA Laboratories' text): what they test in a driver",
    )
    .argument('<file...>');
  addPlanOptions(imported)
    .option('--adapter <adapter>', 'send them to this implementation')
    .option('--adapter-option <k=v>', 'an option for the adapter; may be repeated', keyValue, {})
    .option('--timeout <ms>', 'time limit of one call, in milliseconds', wholeNumber(1, 3_600_000), 5000)
    .option('--strict', 'a broken SHOULD fails, too', false)
    .option('--allow-not-applicable', 'exit 0 where the driver does not offer the key exchange', false)
    .option('--json', 'each vector as JSON', false)
    .action(async (files: string[], options: ImportOptions) => {
      process.exitCode = await (await import('./vectors-import.ts')).importCommand(files, options);
    });
}
