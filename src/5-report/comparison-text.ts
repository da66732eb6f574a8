// A comparison as lines for the terminal.
import type { ClauseChange } from '../gate/compare/comparison.ts';
import { describeOutcome, nameLimit } from './finding-text.ts';
import { count, firstOf } from './overall.ts';
import { plainText, withoutCommands } from '../core/plain-text.ts';
import type { CaseChange, RunComparison, RunFacts, Side } from '../gate/compare/compare-runs.ts';

/** Changes of a kind that are shown one by one; the rest are counted. */
const shown = 40;

/** The groups in which cases changed, the most urgent first, and what they are called. */
export const changeGroups = [
  ['worse', 'worse'],
  ['better', 'better'],
  ['different', 'different'],
  ['newlyCovered', 'newly covered'],
  ['notRepeated', 'not repeated'],
] as const satisfies readonly (readonly [keyof RunComparison, string])[];

/** The same for clauses. */
export const changedClauseGroups = [
  ['worse', 'worse'],
  ['better', 'better'],
  ['other', 'with another verdict'],
] as const satisfies readonly (readonly [keyof RunComparison['clauses'], string])[];

/** `2 worse, 1 better, 0 different, 3 newly covered, 0 not repeated, 1,288 the same`. */
export function countsLine(comparison: RunComparison): string {
  const groups = changeGroups.map(([group, name]) => `${count(comparison[group].length)} ${name}`);
  return [...groups, `${count(comparison.same)} the same`].join(', ');
}

/** `acme 31.0.1: does-not-conform, level gate`. */
export function factsLine({ driver, summary, level, profile }: RunFacts): string {
  const name = plainText(`${driver.name} ${driver.version}`, nameLimit);
  return `${name}: ${summary.verdict}, level ${plainText(level, nameLimit)}, profile ${plainText(profile, nameLimit)}`;
}

/** A side in words. */
export function sideLine(side: Side | undefined): string {
  if (side === undefined) return 'not planned';
  const parts: string[] = [side.verdict];
  if (side.got !== undefined) parts.push(describeOutcome(side.got));
  if (side.reason !== undefined) parts.push(plainText(side.reason, nameLimit));
  if (side.baseline !== undefined) parts.push(`accepted by ${plainText(side.baseline, nameLimit)}`);
  return parts.join('; ');
}

/** The lines of `kexcts compare`. */
export function comparisonText(comparison: RunComparison): string {
  const lines = [`A  ${factsLine(comparison.a)}`, `B  ${factsLine(comparison.b)}`];
  for (const note of comparison.notes) lines.push(`note: ${plainText(note, nameLimit)}`);
  for (const [group, name] of changedClauseGroups) {
    const changes = comparison.clauses[group];
    if (changes.length > 0)
      lines.push('', `clauses ${name} (${count(changes.length)})`, ...clauseLines(changes));
  }
  for (const [group, name] of changeGroups) {
    const changes = comparison[group];
    if (changes.length === 0) continue;
    lines.push(
      '',
      `cases ${name} (${count(changes.length)})`,
      ...changes.slice(0, shown).flatMap(changeLines),
    );
    if (changes.length > shown) lines.push(`  and ${count(changes.length - shown)} more`);
  }
  lines.push('', countsLine(comparison));
  return `${withoutCommands(lines.join('\n'))}\n`;
}

function clauseLines(changes: readonly ClauseChange[]): string[] {
  const lines = changes.slice(0, shown).map((change) => `  ${clauseChangeLine(change)}`);
  return changes.length > shown ? [...lines, `  and ${count(changes.length - shown)} more`] : lines;
}

/** `NCSKE-ERR-1: pass before, fail now`. */
export function clauseChangeLine({ id, before, after }: ClauseChange): string {
  return `${plainText(id, nameLimit)}: ${before} before, ${after} now`;
}

function changeLines({ case: id, title, clauses, before, after }: CaseChange): string[] {
  return [
    `  ${plainText(id, nameLimit)}  ${plainText(title, nameLimit)}`,
    `    clauses  ${firstOf(
      clauses.map((clause) => plainText(clause, nameLimit)),
      6,
    )}`,
    `    before   ${sideLine(before)}`,
    `    now      ${sideLine(after)}`,
  ];
}
