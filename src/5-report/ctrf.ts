// Common Test Report Format (ctrf.io), version 0.0.0 of its specification: JSON that many CI tools read.
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { driverStderr } from './driver-stderr.ts';
import { clausesAtIssue, fourParts, nameLimit, oneLine, partEntries, partLimit } from './finding-text.ts';
import type { ReportInput } from './input.ts';
import { verdictLine } from './overall.ts';
import { plainText } from '../core/plain-text.ts';
import { nameAndVersion, runFacts } from './run-facts.ts';
import { safeJson } from '../core/safe-json.ts';
import { standing, type Standing } from '../4-judge/standing.ts';

const statuses = {
  failed: 'failed',
  passed: 'passed',
  accepted: 'other',
  unstable: 'passed',
  broken: 'other',
  'left-out': 'skipped',
} as const satisfies Record<Standing, string>;

/** A test of CTRF, with the members that we write. */
interface CtrfTest {
  readonly testId: string;
  readonly name: string;
  readonly status: (typeof statuses)[Standing];
  /** Milliseconds. */
  readonly duration: number;
  readonly suite: readonly string[];
  readonly rawStatus: string;
  readonly tags: readonly string[];
  readonly message?: string;
  readonly trace?: string;
  readonly flaky?: true;
  readonly retries?: number;
  readonly stderr?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The text of ctrf.json. */
export function* formatCtrf(input: ReportInput): Generator<string> {
  const { report } = input;
  const summary = { tests: 0, passed: 0, failed: 0, skipped: 0, pending: 0, other: 0, flaky: 0 };
  const suites = new Set<string>();
  yield '{"reportFormat":"CTRF","specVersion":"0.0.0","generatedBy":"kexcts","results":{\n';
  yield `"tool":${safeJson({ name: 'kexcts', version: report.suite.version })},\n"tests":[`;
  for (const verdict of input.verdicts) {
    const test = testOf(verdict, input);
    yield (summary.tests === 0 ? '\n' : ',\n') + safeJson(test);
    summary.tests += 1;
    summary[test.status] += 1;
    if (test.flaky === true) summary.flaky += 1;
    suites.add(verdict.property);
  }
  // Behind the tests, which need not be kept in order to be counted.
  yield `\n],\n"summary":${safeJson({ ...summary, suites: suites.size, ...timesOf(input) })},\n`;
  yield `"environment":${safeJson(environmentOf(input))}\n}}\n`;
}

function timesOf({ report }: ReportInput): { start: number; stop: number } {
  const start = Date.parse(report.timeStarted ?? '');
  const stop = Date.parse(report.timeEnded ?? '');
  return { start: Number.isNaN(start) ? 0 : start, stop: Number.isNaN(stop) ? 0 : stop };
}

function environmentOf(input: ReportInput): Readonly<Record<string, unknown>> {
  const { report } = input;
  const platform = report.timeEnvironment?.['platform'];
  return {
    reportName: 'kexcts',
    appName: nameAndVersion({ name: report.driver['name'] }),
    appVersion: nameAndVersion({ version: report.driver['version'] }),
    ...(typeof platform === 'string' ? { osPlatform: plainText(platform, nameLimit) } : {}),
    extra: { verdict: verdictLine(input), ...Object.fromEntries(runFacts(report)) },
  };
}

function testOf(verdict: CaseVerdict, input: ReportInput): CtrfTest {
  const counts = standing(verdict, input.report.strict);
  const test: CtrfTest = {
    testId: verdict.case,
    name: plainText(`${verdict.title} (${verdict.case})`, nameLimit),
    status: statuses[counts],
    duration: Math.round(verdict.timeMs ?? 0),
    suite: ['kexcts', plainText(verdict.property, nameLimit) || 'unnamed'],
    rawStatus: verdict.verdict,
    tags: verdict.clauses.map((clause) => clause.id),
  };
  if (verdict.verdict === 'pass') return test;
  if (counts === 'left-out')
    return { ...test, message: plainText(verdict.reason ?? 'no reason given', partLimit) };
  const parts = fourParts(verdict);
  const stderr = counts === 'passed' ? [] : driverStderr(input, verdict.case);
  return {
    ...test,
    message: plainText(
      `${clausesAtIssue(verdict).join(', ')}: expected ${oneLine(parts.expected)}; got ${oneLine(parts.got)}`,
      2 * partLimit,
    ),
    trace: partEntries(parts)
      .map(([name, part]) => `${name.padEnd(10)}${part.replaceAll('\n', `\n${' '.repeat(10)}`)}`)
      .join('\n'),
    ...(counts === 'unstable' ? { flaky: true, retries: 1 } : {}),
    ...(stderr.length === 0 ? {} : { stderr }),
    ...(verdict.baseline === undefined
      ? {}
      : { extra: { baseline: plainText(verdict.baseline, nameLimit) } }),
  };
}
