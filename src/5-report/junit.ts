// JUnit XML as Jenkins, GitLab and GitHub actions read it: a test suite for each property, a test case for each case.
import Builder from 'fast-xml-builder';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { driverStderr } from './driver-stderr.ts';
import { clausesAtIssue, fourParts, nameLimit, oneLine, partEntries, partLimit } from './finding-text.ts';
import type { ReportInput } from './input.ts';
import { verdictLine } from './overall.ts';
import { runFacts } from './run-facts.ts';
import { standing } from '../4-judge/standing.ts';
import { xmlText } from './xml-text.ts';

// suppressBooleanAttributes would turn the text "true" into an attribute without a value.
const builder = new Builder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

interface Suite {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  timeMs: number;
}

/** The text of junit.xml. */
export function* formatJunit(input: ReportInput): Generator<string> {
  const { report, verdicts } = input;
  // Counts stand before what is counted.
  const suites = new Map<string, Suite>();
  for (const verdict of verdicts) {
    let suite = suites.get(verdict.property);
    if (suite === undefined) {
      suites.set(verdict.property, (suite = { tests: 0, failures: 0, errors: 0, skipped: 0, timeMs: 0 }));
    }
    countCase(suite, verdict, report.strict);
  }
  const all = [...suites.values()];
  const sum = (of: (suite: Suite) => number): number => all.reduce((total, suite) => total + of(suite), 0);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield openingTag('testsuites', {
    name: xmlText(`kexcts: ${verdictLine(input)}`, nameLimit),
    tests: sum((suite) => suite.tests),
    failures: sum((suite) => suite.failures),
    errors: sum((suite) => suite.errors),
    time: seconds(sum((suite) => suite.timeMs)),
  });
  const properties = runFacts(report).map(([name, value]) => ({
    '@name': xmlText(name, nameLimit),
    '@value': xmlText(value, partLimit),
  }));
  for (const [property, suite] of suites) {
    yield openingTag('testsuite', {
      name: xmlText(`kexcts.${property}`, nameLimit),
      tests: suite.tests,
      failures: suite.failures,
      errors: suite.errors,
      skipped: suite.skipped,
      time: seconds(suite.timeMs),
      ...(report.timeStarted === undefined
        ? {}
        : { timestamp: xmlText(report.timeStarted.slice(0, 19), nameLimit) }),
    });
    yield `${builder.build({ properties: { property: properties } })}\n`;
    for (const verdict of verdicts) if (verdict.property === property) yield caseElement(verdict, input);
    yield '</testsuite>\n';
  }
  yield '</testsuites>\n';
}

function openingTag(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const named = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [`@${key}`, String(value)]),
  );
  return `${builder.build({ [name]: named }).replace(/\/>$/, '>')}\n`;
}

/** Seconds with milliseconds: readers take no more digits. */
function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function countCase(suite: Suite, verdict: CaseVerdict, strict: boolean): void {
  const counts = standing(verdict, strict);
  suite.tests += 1;
  if (counts === 'failed') suite.failures += 1;
  if (counts === 'broken') suite.errors += 1;
  if (counts === 'left-out' || counts === 'accepted') suite.skipped += 1;
  suite.timeMs += verdict.timeMs ?? 0;
}

function caseElement(verdict: CaseVerdict, input: ReportInput): string {
  const element = {
    '@name': xmlText(`${verdict.title} (${verdict.case})`, nameLimit),
    '@classname': xmlText(`kexcts.${verdict.property}`, nameLimit),
    '@time': seconds(verdict.timeMs ?? 0),
    ...outcomeOf(verdict, input),
  };
  return `${builder.build({ testcase: element })}\n`;
}

interface Detail {
  readonly '@type'?: string;
  readonly '@message': string;
  readonly '#text'?: string;
}

/** Children of a testcase; at most one of failure, error and skipped. */
interface Outcome {
  readonly failure?: Detail;
  readonly error?: Detail;
  readonly skipped?: Detail;
  readonly flakyFailure?: Detail;
  readonly 'system-out'?: string;
  readonly 'system-err'?: string;
}

function outcomeOf(verdict: CaseVerdict, input: ReportInput): Outcome {
  const counts = standing(verdict, input.report.strict);
  if (counts === 'left-out') {
    return {
      skipped: {
        '@message': xmlText(`${verdict.verdict}: ${verdict.reason ?? 'no reason given'}`, partLimit),
      },
    };
  }
  if (counts === 'passed') return verdict.verdict === 'pass' ? {} : { 'system-out': fullText(verdict) };
  const detail = {
    '@type': verdict.verdict,
    '@message': xmlText(
      `${clausesAtIssue(verdict).join(', ')}: ${oneLine(fourParts(verdict).got)}`,
      partLimit,
    ),
    '#text': fullText(verdict),
  };
  const lines = driverStderr(input, verdict.case);
  const stderr =
    lines.length === 0 ? {} : { 'system-err': lines.map((line) => xmlText(line, partLimit)).join('\n') };
  switch (counts) {
    case 'failed':
      return { failure: detail, ...stderr };
    case 'broken':
      return { error: detail, ...stderr };
    case 'unstable':
      return { flakyFailure: detail, ...stderr };
    case 'accepted': {
      const reason = `${verdict.verdict}, accepted by the baseline: ${verdict.baseline ?? ''}`;
      return {
        skipped: { '@message': xmlText(reason, partLimit) },
        'system-out': fullText(verdict),
        ...stderr,
      };
    }
  }
}

function fullText(verdict: CaseVerdict): string {
  const lines = [`${verdict.verdict}: ${clausesAtIssue(verdict).join(', ')}`];
  for (const [name, part] of partEntries(fourParts(verdict))) {
    for (const [index, line] of part.split('\n').entries())
      lines.push(`${index === 0 ? name.padEnd(10) : ' '.repeat(10)}${line}`);
  }
  return lines.map((line) => xmlText(line, partLimit + 20)).join('\n');
}
