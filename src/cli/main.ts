#!/usr/bin/env node
// `kexcts`: the command line. Each command's code is loaded when it is called, so that start-up stays short.
import { CommanderError } from 'commander';
import { exitStatus, SuiteError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import { guardOutput } from './output-streams.ts';
import { program } from './program.ts';

function fail(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version were asked for; everything else that commander throws is wrong usage, already printed.
    return error.exitCode === 0 ? exitStatus.holds : exitStatus.usage;
  }
  if (error instanceof SuiteError) {
    const [first = '', ...more] = error.message.split('\n');
    const lines = [
      `kexcts: ${plainText(first, 4000)} [${error.code}]`,
      ...more.map((line) => `  ${plainText(line, 4000)}`),
      `  ${plainText(error.hint, 4000)}`,
    ];
    process.stderr.write(`${lines.join('\n')}\n`);
    return error.status;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `kexcts: an error of its own [INTERNAL]: ${error instanceof Error ? error.message : String(error)}\n` +
      '  please report it with the command and the lines below; KEXCTS_DEBUG=1 prints where it arose\n' +
      (process.env['KEXCTS_DEBUG'] === '1' ? `${text}\n` : ''),
  );
  return exitStatus.undecided;
}

guardOutput(process.argv[2]);
try {
  await program().parseAsync(process.argv);
} catch (error) {
  process.exitCode = fail(error);
}
