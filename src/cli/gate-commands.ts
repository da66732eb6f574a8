// The commands of the regression gate: baseline, merge, compare, statement.
import { Option, type Command } from 'commander';
import { addBaselineOptions, addToday } from './baseline-options.ts';
import type { CheckOptions, UpdateOptions } from './baseline.ts';
import type { CompareOptions } from './compare.ts';
import type { MergeOptions } from './merge.ts';
import { date } from './parse.ts';
import type { StatementOptions, VerifyOptions } from './statement.ts';
import { addJudgeOptions, specOption } from './run-options.ts';

/** Adds them to the program. */
export function addGateCommands(kexcts: Command): void {
  addBaseline(kexcts);
  addStatement(kexcts);
  const merge = kexcts.command('merge').description('merge the reports of all shards into one');
  addBaselineOptions(addJudgeOptions(merge))
    .argument('<dir...>', 'folders of the reports, each shard once')
    .requiredOption('--out <dir>', 'folder of the merged report')
    .option('--report <formats>', 'formats, separated by commas', 'json')
    .addOption(specOption())
    .action(async (paths: string[], options: MergeOptions) => {
      process.exitCode = await (await import('./merge.ts')).mergeCommand(paths, options);
    });
  kexcts
    .command('compare')
    .description('list what is better or worse in a later run')
    .argument('<a>', 'folder of the earlier report')
    .argument('<b>', 'folder of the later report')
    .addOption(
      new Option('--format <format>', 'output format')
        .choices(['text', 'markdown', 'json', 'html'])
        .default('text'),
    )
    .option('--out <file>', 'where it is written, in place of standard output')
    .addOption(specOption())
    .action(async (a: string, b: string, options: CompareOptions) => {
      process.exitCode = await (await import('./compare.ts')).compareCommand(a, b, options);
    });
}

function addStatement(kexcts: Command): void {
  const statement = kexcts
    .command('statement')
    .description('a signed statement on a report, and its verification');
  statement
    .command('make', { isDefault: true })
    .description('sign the result of a report')
    .argument('<dir>', 'folder of the report')
    .requiredOption('--key <file>', 'private Ed25519 key, PEM; its passphrase in KEXCTS_KEY_PASSPHRASE')
    .option('--driver-file <file>', "the driver's file, to be hashed")
    .option('--out <file>', 'where it is written (default: statement.json in the folder)')
    .addOption(specOption())
    .action(async (dir: string, options: StatementOptions) => {
      process.exitCode = await (await import('./statement.ts')).statementCommand(dir, options);
    });
  statement
    .command('verify')
    .description('check a statement against a report, offline')
    .argument('<dir>', 'folder of the report')
    .requiredOption('--key <file>', 'public Ed25519 key, PEM')
    .option('--statement <file>', 'the statement (default: statement.json in the folder)')
    .option('--driver-file <file>', "the driver's file, to be compared")
    .action(async (dir: string, options: VerifyOptions) => {
      process.exitCode = (await import('./statement.ts')).statementVerifyCommand(dir, options);
    });
  for (const command of statement.commands) command.exitOverride().showHelpAfterError('(see --help)');
}

function addBaseline(kexcts: Command): void {
  const baseline = kexcts.command('baseline').description('manage the file of accepted findings');
  addToday(baseline.command('update').description('update the file from a report'))
    .requiredOption('--baseline <file>', 'the file; created if it does not exist')
    .requiredOption('--from <dir>', 'folder of the report')
    .addOption(
      new Option(
        '--by <what>',
        'what new entries name: the cases, or the clauses wherever they are broken so',
      )
        .choices(['case', 'clause'])
        .default('case'),
    )
    .option('--driver-version <range>', 'versions that new entries apply to (default: this one and later)')
    .option('--reason <text>', 'why new entries are accepted')
    .option('--owner <name>', 'who is responsible for new entries')
    .option('--expires <date>', 'the last day on which new entries apply', date)
    .option('--link <url>', 'where new entries are discussed')
    .addOption(specOption())
    .action(async (options: UpdateOptions) => {
      process.exitCode = await (await import('./baseline.ts')).baselineUpdateCommand(options);
    });
  addToday(baseline.command('check').description('check the file, and whether it fits a report'))
    .requiredOption('--baseline <file>', 'the file')
    .option('--from <dir>', 'folder of the report to compare it with')
    .addOption(specOption())
    .action(async (options: CheckOptions) => {
      process.exitCode = (await import('./baseline.ts')).baselineCheckCommand(options);
    });
  for (const command of baseline.commands) command.exitOverride().showHelpAfterError('(see --help)');
}
