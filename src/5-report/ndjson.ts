// Newline-delimited JSON: the lines of verdicts.ndjson, and the events of a run as they happen.
import type { CaseVerdict, Report, ReportHead } from '../4-judge/verdict.ts';
import type { ReportInput } from './input.ts';
import { safeJson } from '../core/safe-json.ts';
import { verdictJson } from '../gate/shared-parts.ts';

/**
 * What happens in a run: one `run`, a `case` for each verdict, one `end`. A later event for the same
 * case replaces its verdict or text: after a retry, a relation over the run, or a baseline.
 * Schema: spec/schema/event.schema.json.
 */
export type RunEvent =
  | ({ readonly event: 'run'; readonly cases: number } & ReportHead)
  | ({ readonly event: 'case' } & CaseVerdict)
  | ({ readonly event: 'end' } & Pick<Report, 'complete' | 'summary' | 'clauses'>);

/** A line of verdicts.ndjson, with its line feed. */
export function verdictLineOf(verdict: CaseVerdict): string {
  return `${verdictJson(verdict)}\n`;
}

/** The event of a verdict, with its line feed. */
export function caseEventLine(verdict: CaseVerdict): string {
  return `{"event":"case",${verdictJson(verdict).slice(1)}\n`;
}

/** A line of the event stream, with its line feed. */
export function eventLine(event: RunEvent): string {
  return `${safeJson(event)}\n`;
}

/** Members of a report that are known before the first case. */
const known = [
  'schema',
  'suite',
  'adapter',
  'driver',
  'profile',
  'dialect',
  'level',
  'strict',
  'seed',
  'keyOracle',
  'blindTo',
  'survey',
  'shard',
  'clause',
  'missedCanaries',
  'repeat',
] as const satisfies readonly (keyof ReportHead)[];

/** The event that opens a run. */
export function runEvent(head: ReportHead, cases: number): RunEvent {
  const members = known.flatMap((name) => (head[name] === undefined ? [] : [[name, head[name]] as const]));
  return { event: 'run', cases, ...(Object.fromEntries(members) as unknown as ReportHead) };
}

/** The event that closes it. */
export function endEvent({ complete, summary, clauses }: Report): RunEvent {
  return { event: 'end', complete, summary, clauses };
}

/** The lines of verdicts.ndjson. */
export function* formatVerdicts({ verdicts }: Pick<ReportInput, 'verdicts'>): Generator<string> {
  for (const verdict of verdicts) yield verdictLineOf(verdict);
}

/** The event stream of a finished run: each case once, in plan order. */
export function* formatNdjson({ report, verdicts }: ReportInput): Generator<string> {
  yield eventLine(runEvent(report, report.summary.cases));
  for (const verdict of verdicts) yield caseEventLine(verdict);
  yield eventLine(endEvent(report));
}
