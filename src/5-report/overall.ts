// The overall verdict in words, and why it is what it is.
import type { CaseVerdict, Report, Verdict } from '../4-judge/verdict.ts';
import type { ReportInput } from './input.ts';
import { inReadingOrder } from '../4-judge/clause-group.ts';
import { clausesAtIssue, nameLimit, partLimit } from './finding-text.ts';
import { plainText } from '../core/plain-text.ts';

/** The profile that needs no naming (design section 5). */
const defaultProfile = 'opm-sha512';

const words = {
  conforms: 'conforms',
  'does-not-conform': 'does not conform',
  'not-applicable': 'not applicable',
  incomplete: 'incomplete',
} as const satisfies Record<Report['summary']['verdict'], string>;

/** The order in which counts of verdicts are read best. */
export const countOrder = [
  'pass',
  'fail',
  'crash',
  'timeout',
  'error',
  'flaky',
  'warn',
  'observed',
  'unsupported',
  'skip',
] as const satisfies readonly Verdict[];

/** `1,234`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 case`, `1,234 cases`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** The first few of a list: `a, b, c and 4 more`. */
export function firstOf(items: readonly string[], limit: number): string {
  if (items.length <= limit) return items.join(', ');
  return `${items.slice(0, limit).join(', ')} and ${count(items.length - limit)} more`;
}

/** `conforms with profile oaep-sha1, which no document supports`. */
export function verdictLine(input: Pick<ReportInput, 'report' | 'profile'>): string {
  const { report, profile } = input;
  let line: string = words[report.summary.verdict];
  if (report.profile !== defaultProfile) {
    line += ` with profile ${plainText(report.profile, nameLimit)}`;
    if (profile?.documented === false) line += ', which no document supports';
  }
  const accepted = acceptedBy(report).length;
  if (report.summary.verdict === 'conforms' && accepted > 0) {
    line += `, but for ${counted(accepted, 'finding')} that the baseline accepts`;
  }
  if (!report.complete && report.summary.verdict !== 'incomplete') line += '; not all planned cases were run';
  return line;
}

/** Findings that a baseline accepts. */
function acceptedBy({ findings }: Report): readonly CaseVerdict[] {
  return findings.filter((finding) => finding.baseline !== undefined);
}

function clausesOf(findings: readonly CaseVerdict[]): string[] {
  return inReadingOrder(findings.flatMap(clausesAtIssue));
}

const problems: readonly (readonly [Verdict, string])[] = [
  ['error', 'could not be judged'],
  ['crash', 'crashed the driver'],
  ['timeout', 'hung'],
  ['fail', 'broke a MUST'],
  ['flaky', 'failed and then passed alone'],
  ['warn', 'broke a SHOULD'],
];

/** Sentences that say why the overall verdict is what it is, the weightiest first. */
export function whyOverall({ report }: Pick<ReportInput, 'report'>): string[] {
  const { summary } = report;
  const lines: string[] = [];
  if (summary.reason !== undefined) lines.push(plainText(summary.reason, partLimit));
  for (const [verdict, problem] of problems) {
    if (summary[verdict] > 0) {
      const clauses = clausesOf(report.findings.filter((finding) => finding.verdict === verdict));
      const where = clauses.length === 0 ? '' : `: ${firstOf(clauses, 6)}`;
      const weight = verdict === 'warn' && !report.strict ? ' (counts only under --strict)' : '';
      lines.push(`${counted(summary[verdict], 'case')} ${problem}${weight}${where}`);
    }
  }
  const accepted = acceptedBy(report).length;
  if (accepted > 0) lines.push(`${counted(accepted, 'finding')} accepted by the baseline`);
  if (summary.verdict === 'conforms' && lines.length === 0) {
    lines.push(`${counted(summary.pass, 'case')} passed, none failed`);
  }
  const answersTo = report.survey?.['answersTo'];
  if (typeof answersTo === 'string') {
    const refused = plainText(report.profile, nameLimit);
    lines.push(
      `The driver refuses valid blocks of profile ${refused}; it answers to profile ${plainText(answersTo, nameLimit)}`,
    );
  }
  return lines;
}
