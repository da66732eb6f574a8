// The report of `spec check`, as text.
import type { DialectSize, SpecReport } from './check-spec.ts';

/** Problems shown of each code; the rest is counted. */
const shown = 10;

/** A report in plain text, ended by a line break. */
export function formatSpecReport(report: SpecReport): string {
  const lines = [
    `contract ${report.version}, ${report.hash}`,
    `${report.rules} rules, ${report.relations} relations, ${report.ambiguities} ambiguities`,
    '',
    'points: every assignment of the variables of a call; impossible: of those, what cannot be made; enumerated: with',
    'values that no rule distinguishes merged; rule sets: different sets of rules that apply at a point.',
    '',
    ...report.enumerated.flatMap((size) => [...dialectLines(size), '']),
    ...problemLines(report),
    report.sound
      ? soundLine(report)
      : `The contract is not sound: ${count(report.problems.length, 'problem')}.`,
  ];
  return `${lines.join('\n')}\n`;
}

const headers = ['call', 'points', 'impossible', 'enumerated', 'rule sets', 'outcomes', 'distinct'];

function dialectLines({ dialect, profiles, calls }: DialectSize): string[] {
  const rows = calls.map((size) => [
    size.call,
    ...[size.points, size.impossible, size.enumerated, size.ruleSets, size.outcomes, size.outcomeClasses].map(
      grouped,
    ),
  ]);
  const table = [headers, ...rows];
  const widths = headers.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [
    `dialect ${dialect}; the same for ${profiles.map((name) => `profile ${name}`).join(', ')}`,
    ...table.map(line),
  ];
}

/** 2,675,441,664. */
function grouped(value: number): string {
  return value.toString().replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}

function problemLines({ problems }: SpecReport): string[] {
  const byCode = new Map<string, string[]>();
  for (const { code, message } of problems) byCode.set(code, [...(byCode.get(code) ?? []), message]);
  return [...byCode].flatMap(([code, messages]) => [
    `${code}: ${meanings[code] ?? ''}`,
    ...messages.slice(0, shown).map((message) => `  ${message}`),
    ...(messages.length > shown ? [`  and ${messages.length - shown} more`] : []),
    '',
  ]);
}

const meanings: Readonly<Record<string, string>> = {
  SPEC_NO_ANSWER: 'points at which no rule defines the outcome',
  SPEC_EMPTY: 'points at which nothing is allowed',
  SPEC_DEAD: 'rules without which the contract would say the same',
  SPEC_RESTATES: 'rules that do not follow from those that they name',
  SPEC_DEAD_RELATION: 'relations that no call can take part in',
  SPEC_NO_CASE: 'rules that the plan never decides',
  SPEC_AMBIGUITY: 'ambiguities that no rule names without a reason, or with one although a rule does',
  SPEC_UNQUOTED: 'stated rules without the words that state them',
  SPEC_PROFILE: 'profiles that cannot be used',
};

function soundLine({ casesChecked }: SpecReport): string {
  const cases = casesChecked ? ', and every rule that can be tested is decided by a case' : '';
  return `The contract is sound: every point has an answer, something is allowed at each, no rule is idle${cases}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
