// Options of the commands that hold a run against a baseline.
import type { Command } from 'commander';
import type { BaselineInUse, BaselineOutcome } from '../gate/baseline/baseline.ts';
import { linesText } from '../gate/baseline/stale.ts';
import { counted } from '../5-report/overall.ts';
import { plainText } from '../core/plain-text.ts';
import { date } from './parse.ts';

export interface BaselineOptions {
  readonly baseline?: string;
  readonly today?: string;
}

/** `--baseline` and `--today`. */
export function addBaselineOptions(command: Command): Command {
  return addToday(command.option('--baseline <file>', 'accepted findings, see docs/gate.md'));
}

/** `--today` alone. */
export function addToday(command: Command): Command {
  return command.option('--today <date>', 'the day that expiry is checked for (default: today, UTC)', date);
}

/** The day that entries expire by, `YYYY-MM-DD`. */
export function todayOf({ today }: BaselineOptions): string {
  return today ?? new Date().toISOString().slice(0, 10);
}

/**
 * The baseline that the options name, read.
 * @throws SuiteError as `readBaseline`
 */
export async function baselineInUse(options: BaselineOptions): Promise<{ baseline?: BaselineInUse }> {
  if (options.baseline === undefined) return {};
  const { readBaseline } = await import('../gate/baseline/read-baseline.ts');
  return { baseline: { baseline: readBaseline(options.baseline).baseline, today: todayOf(options) } };
}

/** What a baseline made of a run, as lines for the terminal. */
export function baselineText(path: string, outcome: BaselineOutcome): string {
  const { entries, stale, pinned } = outcome;
  const covered = entries.reduce((sum, entry) => sum + entry.cases, 0);
  const covers = entries.length === 1 ? 'covers' : 'cover';
  const parts = [`${counted(entries.length, 'entry', 'entries')} ${covers} ${counted(covered, 'finding')}`];
  if (pinned.held + pinned.changed > 0) {
    parts.push(`open behaviour as pinned in ${counted(pinned.held, 'call')}, changed in ${pinned.changed}`);
  }
  const lines = [`\nBaseline ${plainText(path, 200)}: ${parts.join('; ')}`];
  for (const { entry, what, lines: at } of stale) {
    lines.push(`  ${plainText(path, 200)}:${at.first}  ${entry}: ${what}`);
  }
  if (stale.length > 0) lines.push(`  to remove: ${stale.map((part) => linesText(part.lines)).join(', ')}`);
  return `${lines.join('\n')}\n`;
}
