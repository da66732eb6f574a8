// A step in words, for the author of an adapter.
import { lastPlainLines, plainText } from '../core/plain-text.ts';
import type { Step, StepState } from './step.ts';

const words: Readonly<Record<StepState, string>> = {
  ok: 'ok',
  wrong: 'WRONG',
  'not-offered': 'not offered',
  'not-tried': 'not tried',
};

const longestLine = 300;
const stderrLines = 12;

/** A line of the wire, shortened where it holds much data, and safe to print. */
export function shortLine(line: string): string {
  // Cut before and after the replacement: lines may be 1 MiB long.
  const data = line
    .slice(0, 100_000)
    .replaceAll(
      /"((?:[0-9a-fA-F]{2}){32,})"/g,
      (_, hex: string) => `"${hex.slice(0, 16)}…" (${hex.length / 2} bytes)`,
    );
  return plainText(data, longestLine);
}

/** A step as text: how it ended, what the protocol requires, and the last lines that went over the wire. Lines end in `\n`. */
export function printStep(step: Step): string {
  const lines = [`${words[step.state].padEnd(12)} ${step.id}`];
  const add = (head: string, text: string): void => {
    lines.push(`    ${head.padEnd(9)} ${text}`);
  };
  add(`section ${step.section}`, step.demands);
  if (step.sent !== undefined) add('sent', shortLine(step.sent));
  if (step.got !== undefined) add('got', shortLine(step.got));
  const [note, ...more] = step.note?.split('\n') ?? [];
  if (note !== undefined) add(step.state === 'wrong' ? 'wrong' : 'note', note);
  for (const line of more) add('', line);
  for (const line of lastPlainLines(step.stderr ?? '', stderrLines, longestLine)) add('stderr', line);
  return `${lines.join('\n')}\n`;
}
