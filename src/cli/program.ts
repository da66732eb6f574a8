// All commands with their options. What they do is loaded by their actions.
import { Command, Option } from 'commander';
import { suiteVersion } from '../core/package-root.ts';
import { planLevels } from '../2-plan/property.ts';
import { addBaselineOptions } from './baseline-options.ts';
import { addGateCommands } from './gate-commands.ts';
import { duration, keyValue, seedRange, shard, wholeNumber } from './parse.ts';
import {
  addAdapterOptions,
  addJudgeOptions,
  addPlanOptions,
  specOption,
  type RunOptions,
} from './run-options.ts';
import { addVectorsCommands } from './vectors-program.ts';
import { dialects } from '../core/protocol/adapter.ts';
import type { DoctorOptions } from './doctor.ts';
import type { FaultsOptions } from './faults.ts';
import type { VariantsOptions } from './variants.ts';
import type { EmittedForm } from './emit.ts';
import type { JudgeOptions } from './judge.ts';
import type { FullRunOptions } from './run.ts';
import type { SpecDiffOptions, SpecDocOptions, SpecOptions } from './spec.ts';
import type { SpecExportOptions } from './spec-export.ts';

/** What `replay --emit` writes. */
const emittedForms: readonly EmittedForm[] = ['c', 'python', 'vector'];

function addFilters(command: Command): Command {
  return command
    .option('--clause <glob>', 'only cases that test these clauses')
    .option('--budget <time>', 'start no case after this time, e.g. 10s', duration)
    .option('--shard <i/n>', "the I-th of N parts of the plan; auto: from the CI's environment", shard)
    .option('--bail', 'stop at the first finding', false);
}

/** The program. */
export function program(): Command {
  const kexcts = new Command('kexcts')
    .description(
      'Conformance test suite for the display-driver entry point NegotiateCryptoSessionKeyExchange.',
    )
    .version(suiteVersion)
    .showHelpAfterError('(see kexcts --help)')
    .addHelpText('after', '\nTerms are explained in docs/terms.md.')
    .enablePositionalOptions()
    .exitOverride();

  const run = kexcts.command('run').description('plan, observe, judge and report in one go');
  addBaselineOptions(addJudgeOptions(addFilters(addAdapterOptions(addPlanOptions(run)))))
    .option('--out <dir>', 'folder of the report (default: reports/<UTC time>-<adapter kind>)')
    .option('--resume', 'continue the interrupted run in --out', false)
    .option('--report <formats>', 'formats, separated by commas', 'json')
    .action(async (options: FullRunOptions) => {
      process.exitCode = await (await import('./run.ts')).runCommand(options);
    });

  const plan = kexcts.command('plan').description('write the plan: every case of a level, without a driver');
  addPlanOptions(plan)
    .option('--out <file>', 'where the plan is written', 'plan.ndjson')
    .action(async (options: RunOptions & { readonly out: string }) => {
      process.exitCode = await (await import('./plan.ts')).planCommand(options);
    });

  const observe = kexcts
    .command('observe')
    .description('send a plan to an implementation and record the results');
  addFilters(addAdapterOptions(observe))
    .requiredOption('--plan <file>', 'plan written by `kexcts plan`')
    .option('--profile <name>', 'OAEP parameters', 'opm-sha512')
    .addOption(specOption())
    .option('--out <file>', 'where observations are written', 'observations.ndjson')
    .action(async (options: RunOptions & { readonly out: string; readonly plan: string }) => {
      process.exitCode = await (await import('./observe.ts')).observeCommand(options);
    });

  const judge = kexcts
    .command('judge')
    .description('judge observations by the contract and write the report');
  addBaselineOptions(addJudgeOptions(judge))
    .requiredOption('--plan <file>', 'plan written by `kexcts plan`')
    .requiredOption('--observations <file>', 'observations written by `kexcts observe`')
    .addOption(specOption())
    .option('--out <dir>', 'folder of the report', 'reports/judged')
    .option('--report <formats>', 'formats, separated by commas', 'json')
    .action(async (options: JudgeOptions) => {
      process.exitCode = await (await import('./judge.ts')).judgeCommand(options);
    });

  const replay = kexcts
    .command('replay')
    .description('run cases again, verbosely')
    .argument('<id...>', 'case ids or recipe files');
  addJudgeOptions(addAdapterOptions(addPlanOptions(replay)))
    .option('--from <report>', 'report folder or report.json that names the cases and how they were run')
    .addOption(new Option('--emit <form>', 'write the case to standard output instead').choices(emittedForms))
    .action(
      async (
        ids: string[],
        { emit, ...asked }: RunOptions & { readonly from?: string; readonly emit?: EmittedForm },
        command: Command,
      ) => {
        const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
        const options = (await import('./options-of-report.ts')).withReport({ ...asked, given });
        process.exitCode =
          emit === undefined
            ? await (await import('./replay.ts')).replayCommand(ids, options)
            : await (await import('./emit.ts')).emitCommand(ids, emit, options);
      },
    );

  const explain = kexcts.command('explain').description('a clause or a case in plain words').argument('<id>');
  addPlanOptions(explain).action(async (id: string, options: RunOptions) => {
    process.exitCode = (await import('./explain.ts')).explainCommand(id, options);
  });

  const list = kexcts
    .command('list')
    .description('list clauses, cases, faults, variants, profiles or adapters')
    .argument('<what>', 'clauses, cases, faults, variants, profiles or adapters');
  addPlanOptions(list)
    .option('--json', 'as JSON', false)
    .action(async (what: string, options: RunOptions & { readonly json: boolean }) => {
      process.exitCode = await (await import('./list.ts')).listCommand(what, options);
    });

  const faults = kexcts
    .command('faults')
    .description('test the suite with the built-in faulty drivers: the kill matrix');
  faults
    .addOption(new Option('--level <level>', 'how much is planned').choices(planLevels).default('gate'))
    .option('--seed <n>', 'seed of the random part', wholeNumber(0, 0xffffffff), 1)
    .option('--seeds <i..j>', 'whether the same faults are found with each of these seeds', seedRange)
    .option('--profile <name>', 'OAEP parameters', 'opm-sha512')
    .option('--fault <globs>', 'only faults of these names or families', '*')
    .option('--strict', 'faults that break only a SHOULD must be detected, too', false)
    .option('--until-found', 'stop at the first case that detects each fault', false)
    .option('--no-naive', 'do not run the naive sets that the plan is compared with')
    .option('--workers <n>', 'threads that work side by side', wholeNumber(1, 64), 2)
    .option('--report <formats>', 'file to write: json', '')
    .option('--out <dir>', 'folder of the file', 'reports/faults')
    .addOption(specOption())
    .action(async (options: FaultsOptions) => {
      process.exitCode = await (await import('./faults.ts')).faultsCommand(options);
    });

  kexcts
    .command('variants')
    .description('test the suite with the built-in correct drivers: none may fail')
    .addOption(new Option('--level <level>', 'how much is planned').choices(planLevels).default('gate'))
    .option('--seed <n>', 'seed of the random part', wholeNumber(0, 0xffffffff), 1)
    .option('--profile <name>', 'OAEP parameters', 'opm-sha512')
    .option('--variant <globs>', 'only those of these names', '*')
    .addOption(new Option('--dialect <dialect>', 'only this form of the entry point').choices(dialects))
    .option('--workers <n>', 'threads that work side by side', wholeNumber(1, 64), 2)
    .addOption(specOption())
    .action(async (options: VariantsOptions) => {
      process.exitCode = await (await import('./variants.ts')).variantsCommand(options);
    });

  kexcts
    .command('serve')
    .description('the emulator as an adapter, on standard input and output')
    .option('--fault <name>', 'a variant (see kexcts list faults, kexcts list variants)')
    .action(async (options: { readonly fault?: string }) => {
      process.exitCode = await (await import('./serve.ts')).serveCommand(options);
    });

  const spec = kexcts.command('spec').description('prove that the contract is sound; export it');
  spec
    .command('check')
    .description('prove by enumeration that every point has an outcome, and every rule an effect and a case')
    .addOption(specOption())
    .option('--documents <dir>', 'also look up every quote in checkouts of the documentation')
    .action(async (options: SpecOptions) => {
      process.exitCode = (await import('./spec.ts')).specCheckCommand(options);
    });
  spec
    .command('diff')
    .description('what a new contract changes: rules, points, cases, the version step that is due')
    .argument('<old>', 'folder of the old contract')
    .argument('<new>', 'folder of the new contract')
    .option('--baseline <file>', 'accepted findings: list the entries that the change affects')
    .action(async (before: string, after: string, options: SpecDiffOptions) => {
      process.exitCode = (await import('./spec.ts')).specDiffCommand(before, after, options);
    });
  spec
    .command('doc')
    .description('write the clause table, in Markdown')
    .addOption(specOption())
    .option('--out <file>', 'where it is written (default: standard output)')
    .action(async (options: SpecDocOptions) => {
      process.exitCode = await (await import('./spec.ts')).specDocCommand(options);
    });

  spec
    .command('export')
    .description('write the state machine for a model checker')
    .addOption(specOption())
    .addOption(new Option('--format <format>', 'promela').choices(['promela']).default('promela'))
    .option('--sessions <n>', 'how many crypto sessions', wholeNumber(0, 8), 2)
    .option('--outputs <n>', 'how many protected outputs', wholeNumber(0, 8), 1)
    .option('--keys <n>', 'how many different keys are sent', wholeNumber(1, 8), 2)
    .option('--out <file>', 'where it is written (default: standard output)')
    .action(async (options: SpecExportOptions) => {
      process.exitCode = await (await import('./spec-export.ts')).specExportCommand(options);
    });

  const doctor = kexcts
    .command('doctor')
    .description('list what is installed; with --adapter, check an adapter against the protocol');
  doctor
    .addOption(new Option('--adapter <adapter>', 'adapter to check'))
    .option('--adapter-option <k=v>', 'an option for the adapter; may be repeated', keyValue, {})
    .option('--timeout <ms>', 'time limit of one call, in milliseconds', wholeNumber(1, 3_600_000), 5000)
    .action(async (options: DoctorOptions) => {
      process.exitCode = await (await import('./doctor.ts')).doctorCommand(options);
    });

  addGateCommands(kexcts);

  addVectorsCommands(kexcts);

  for (const command of kexcts.commands) command.exitOverride().showHelpAfterError('(see --help)');
  return kexcts;
}
