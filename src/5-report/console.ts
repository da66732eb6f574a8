// The readable summary at the end of a run, for standard output.
import picocolors from 'picocolors';
import type { CaseVerdict, ClauseSummary, Verdict } from '../4-judge/verdict.ts';
import {
  clauseFile,
  clauseGroups,
  clausesById,
  inReadingOrder,
  type Clause,
} from '../4-judge/clause-group.ts';
import {
  clausesAtIssue,
  describeRemarkable,
  fourParts,
  mostImportantFirst,
  nameLimit,
  oneLine,
} from './finding-text.ts';
import type { ReportInput } from './input.ts';
import { blindToWords, keyOracleWords } from './key-oracle-words.ts';
import { count, counted, countOrder, firstOf, verdictLine, whyOverall } from './overall.ts';
import { plainText, withoutCommands } from '../core/plain-text.ts';
import { nameAndVersion } from './run-facts.ts';
import { isFinding } from '../4-judge/standing.ts';
import { labelled, pad, padStart, widest } from './text-table.ts';
import { undecided } from './undecided.ts';

export interface ConsoleOptions {
  /** Width of the terminal in cells; lines are kept within 60 and 100. */
  readonly columns: number;
  /** Whether escape sequences for colours may be written ({@link coloursWanted}). */
  readonly colours: boolean;
  /** Findings shown; the rest is counted. */
  readonly limit?: number;
  /** Where the whole report lies, to point at. */
  readonly reportPath?: string;
}

/** Colours only on a terminal, and not where NO_COLOR is set to anything (no-color.org). */
export function coloursWanted(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

type Paint = (text: string) => string;
type Colours = ReturnType<typeof picocolors.createColors>;

function paintOf(verdict: Verdict, colours: Colours): Paint {
  switch (verdict) {
    case 'error':
      return colours.magenta;
    case 'crash':
    case 'timeout':
    case 'fail':
      return colours.red;
    case 'flaky':
    case 'warn':
      return colours.yellow;
    case 'observed':
      return colours.cyan;
    case 'pass':
      return colours.green;
    case 'unsupported':
    case 'skip':
      return colours.dim;
  }
}

/** The summary as text that ends in a line feed; the verdict is its first line and its last. */
export function formatConsole(input: ReportInput, options: ConsoleOptions): string {
  const columns = Math.min(100, Math.max(60, options.columns));
  const colours = picocolors.createColors(options.colours);
  const sections =
    input.report.summary.verdict === 'not-applicable'
      ? // Nothing was asked: that every clause was left out is said by why it was.
        [head(input, columns, colours)]
      : [
          head(input, columns, colours),
          clauseTable(input, columns, colours),
          findings(input, { ...options, columns }, colours),
          observed(input, columns, colours),
          notDecided(input, columns, colours),
          sight(input, columns, colours),
          [verdictInColour(input, colours)],
        ];
  const text = sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
  return `${withoutCommands(text)}\n`;
}

function verdictInColour(input: ReportInput, colours: Colours): string {
  const { verdict } = input.report.summary;
  const paint =
    verdict === 'conforms' ? colours.green : verdict === 'does-not-conform' ? colours.red : colours.yellow;
  return colours.bold(paint(verdictLine(input)));
}

function head(input: ReportInput, columns: number, colours: Colours): string[] {
  const { report } = input;
  const settings = [
    `dialect ${report.dialect}`,
    `profile ${report.profile}`,
    `level ${report.level}${report.strict ? ', strict' : ''}`,
    `seed ${report.seed}`,
  ];
  const counts = countOrder
    .filter((verdict) => report.summary[verdict] > 0)
    .map((verdict) => paintOf(verdict, colours)(`${count(report.summary[verdict])} ${verdict}`));
  const layout = { indent: 2, labelWidth: 7, columns };
  return [
    verdictInColour(input, colours),
    ...whyOverall(input).flatMap((line) => labelled('', line, { indent: 0, labelWidth: 0, columns })),
    '',
    ...labelled('driver', nameAndVersion(report.driver), layout),
    ...labelled('adapter', nameAndVersion(report.adapter), layout),
    ...labelled('run', plainText(settings.join(' · '), nameLimit), layout),
    ...labelled('cases', `${count(report.summary.cases)}: ${counts.join(' · ')}`, layout),
  ];
}

function clauseTable({ report }: ReportInput, columns: number, colours: Colours): string[] {
  const idWidth = widest(report.clauses.map((clause) => clause.id));
  const rowOf = (clause: ClauseSummary): string =>
    `${pad(clause.id, idWidth)} ${pad(clause.level, 6)} ${pad(clause.basis, 7)} ${paintOf(clause.verdict, colours)(pad(clause.verdict, 11))} ${padStart(count(clause.cases), 6)}`;
  const rowWidth = idWidth + 34;
  const lines: string[] = [];
  for (const group of clauseGroups(report.clauses)) {
    lines.push(`  ${colours.underline(group.title)}:`);
    // Two columns where they fit, read downwards.
    const height =
      3 + 2 * rowWidth + 3 <= columns ? Math.ceil(group.clauses.length / 2) : group.clauses.length;
    for (const [index, clause] of group.clauses.slice(0, height).entries()) {
      const beside = group.clauses[height + index];
      lines.push(`   ${rowOf(clause)}${beside === undefined ? '' : `   ${rowOf(beside)}`}`);
    }
  }
  if (lines.length > 0) lines.unshift(colours.bold('Clauses'));
  // Where a clause had cases, their reasons stand under "Not decided".
  const unasked = new Map<string, string[]>();
  for (const { id, cases, reason = 'no case of this run asks about' } of report.clauses) {
    if (cases === 0) unasked.set(reason, [...(unasked.get(reason) ?? []), id]);
  }
  for (const [reason, ids] of unasked) {
    const text = `${plainText(reason, nameLimit)}: ${firstOf(inReadingOrder(ids), 12)}`;
    lines.push(...labelled('', text, { indent: 1, labelWidth: 0, columns }));
  }
  return lines;
}

function findings(input: ReportInput, options: ConsoleOptions, colours: Colours): string[] {
  const { columns, limit = 10, reportPath } = options;
  const all = input.report.findings.filter((finding) => isFinding(finding.verdict));
  if (all.length === 0) return [];
  const clauses = clausesById(input.contract);
  const lines = [colours.bold(counted(all.length, 'finding'))];
  for (const finding of mostImportantFirst(all).slice(0, limit)) {
    lines.push(...oneFinding(finding, clauses, columns, colours), '');
  }
  lines.pop();
  if (all.length > limit) {
    const where = reportPath === undefined ? 'the report' : plainText(reportPath, nameLimit);
    lines.push('', `  … and ${count(all.length - limit)} more; see ${where}`);
  }
  return lines;
}

function oneFinding(
  finding: CaseVerdict,
  clauses: ReadonlyMap<string, Clause>,
  columns: number,
  colours: Colours,
): string[] {
  const ids = clausesAtIssue(finding);
  const clause = clauses.get(ids[0] ?? '');
  const about =
    clause === undefined
      ? ''
      : `  [${clause.level}, ${clause.basis}]  ${clauseFile(clause)}:${clause.at.line}`;
  const parts = fourParts(finding);
  const layout = { indent: 4, labelWidth: 8, columns };
  const mark = paintOf(finding.verdict, colours)(colours.bold(finding.verdict.toUpperCase()));
  const title = `${mark}  ${colours.bold(firstOf(ids, 3) || plainText(finding.property, nameLimit))}`;
  return [
    ...labelled('', `${title}${colours.dim(about)}`, { indent: 0, labelWidth: 0, columns }),
    ...labelled(finding.case, plainText(finding.title, nameLimit), { indent: 4, labelWidth: 0, columns }),
    ...labelled('expected', parts.expected, layout),
    ...labelled('got', parts.got, layout),
    ...labelled('sent', parts.sent, layout),
    // Never broken: it is there to be copied.
    `    repeat    ${parts.repeat}`,
    ...(finding.baseline === undefined
      ? []
      : labelled('accepted', `by the baseline: ${plainText(finding.baseline, nameLimit)}`, layout)),
  ];
}

/** Points that the documents leave open: what this driver does there, clause by clause. */
function observed(input: ReportInput, columns: number, colours: Colours): string[] {
  const clauses = new Map<string, Map<string, number>>();
  for (const verdict of input.verdicts) {
    if (verdict.verdict !== 'observed') continue;
    const got = verdict.got === undefined ? oneLine(fourParts(verdict).got) : describeRemarkable(verdict.got);
    for (const id of clausesAtIssue(verdict)) {
      const outcomes = clauses.get(id) ?? new Map<string, number>();
      clauses.set(id, outcomes.set(got, (outcomes.get(got) ?? 0) + 1));
    }
  }
  if (clauses.size === 0) return [];
  const ids = inReadingOrder(clauses.keys());
  const layout = { indent: 2, labelWidth: widest(ids), columns };
  return [
    `${colours.bold('Unspecified behaviour')} (recorded, not judged)`,
    ...ids.flatMap((id) => {
      const outcomes = [...(clauses.get(id) ?? [])].sort(([, a], [, b]) => b - a);
      const said = outcomes.slice(0, 4).map(([got, cases]) => `${got} (${counted(cases, 'case')})`);
      if (outcomes.length > 4) said.push(counted(outcomes.length - 4, 'other outcome'));
      return said.flatMap((line, index) => labelled(index === 0 ? id : '', line, layout));
    }),
  ];
}

function notDecided(input: ReportInput, columns: number, colours: Colours): string[] {
  const reasons = undecided(input.verdicts);
  if (reasons.length === 0) return [];
  return [
    colours.bold('Not decided'),
    ...reasons.flatMap((reason) => {
      const clauses = reason.clauses.length === 0 ? '' : `: ${firstOf(reason.clauses, 8)}`;
      const text = `${reason.reason} (${counted(reason.cases, 'case')}${clauses})`;
      return labelled(reason.verdict, text, { indent: 2, labelWidth: 11, columns });
    }),
  ];
}

function sight({ report }: ReportInput, columns: number, colours: Colours): string[] {
  const blind = blindToWords(report);
  const lines = keyOracleWords(report).flatMap((line, index) =>
    labelled(index === 0 ? 'key seen' : '', line, { indent: 2, labelWidth: 8, columns }),
  );
  if (blind.length > 0) {
    const text = `would not have caught an implementation that is: ${blind.join('; ')}`;
    lines.push(...labelled('blind to', text, { indent: 2, labelWidth: 8, columns }));
  }
  return [colours.bold('What this run could see'), ...lines];
}
