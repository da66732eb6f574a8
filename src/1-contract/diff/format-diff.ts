// The outcome of `spec diff`, as text.
import type { OutcomeBox } from '../model.ts';
import type { SpecDiff, VersionStep } from './diff-specs.ts';

/** Groups of points, and outcomes of each, that are shown; the rest is counted. */
const shown = 10;

const steps: Readonly<Record<VersionStep, string>> = {
  major: 'a major step: something that was judged is judged otherwise',
  minor: 'a minor step: rules or values came, and none that was there changed',
  patch: 'a patch step: only words and sources changed',
  none: 'no step: the contracts are the same',
};

/** A comparison in plain text, ended by a line break. */
export function formatSpecDiff(diff: SpecDiff): string {
  const lines = [
    `from  ${diff.from.version}, ${diff.from.hash}`,
    `to    ${diff.to.version}, ${diff.to.hash}`,
    ...part('came', diff.came),
    ...part('went', diff.went),
    ...part(
      'changed their meaning',
      diff.changed.filter(({ meaning }) => meaning).map(({ id, members }) => `${id}: ${members.join(', ')}`),
    ),
    ...part(
      'changed their words alone',
      diff.changed.filter(({ meaning }) => !meaning).map(({ id, members }) => `${id}: ${members.join(', ')}`),
    ),
    ...part('points and outcomes', diff.space),
    ...verdictLines(diff),
    ...caseLines(diff.cases),
    ...part('baseline entries touched', diff.baseline),
    '',
    `Due is ${steps[diff.step]}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title} (${lines.length}):`, ...lines.map((line) => `  ${line}`)];
}

/** Ids have one length, so they stand in columns. */
function caseLines(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const rows: string[] = [];
  for (let at = 0; at < ids.length; at += 5) rows.push(`  ${ids.slice(at, at + 5).join(' ')}`);
  return ['', `cases touched (${ids.length}):`, ...rows];
}

function verdictLines({ verdicts }: SpecDiff): string[] {
  if (verdicts.length === 0) return [];
  const groups = verdicts
    .slice(0, shown)
    .flatMap(({ call, text, points, rules, outcomes }) => [
      `  ${call}, ${text}${points === 1 ? '' : `, and ${points - 1} points like it`} (${rules.join(', ')})`,
      ...outcomes
        .slice(0, shown)
        .map(({ outcome, before, after }) => `    ${outcomeText(outcome)}: ${before} → ${after}`),
      ...(outcomes.length > shown ? [`    and ${outcomes.length - shown} more outcomes`] : []),
    ]);
  const more = verdicts.length > shown ? [`  and ${verdicts.length - shown} more groups of points`] : [];
  return ['', 'points at which a verdict would differ:', ...groups, ...more];
}

function outcomeText(outcome: OutcomeBox): string {
  const parts = Object.entries(outcome).map(([name, values]) => `${name} ${values.join(' or ')}`);
  return parts.length === 0 ? 'any outcome' : parts.join(', ');
}
