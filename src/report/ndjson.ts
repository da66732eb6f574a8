// Newline-delimited JSON: the lines of verdicts.ndjson, and the events of a run as they happen.
import type { CaseVerdict, Report } from '../judge/verdict.ts';
import type { ReportInput } from './input.ts';
import { safeJson } from './safe-json.ts';

/**
 * What happens in a run, in this order: one `run`, a `case` for each verdict, one `end`.
 * Schema: spec/schema/event.schema.json.
 */
export type RunEvent =
  | ({ readonly event: 'run'; readonly cases: number } & Omit<
      Report,
      'summary' | 'clauses' | 'findings' | `time${string}`
    >)
  | ({ readonly event: 'case' } & CaseVerdict)
  | { readonly event: 'end'; readonly summary: Report['summary']; readonly clauses: Report['clauses'] };

/** A line of verdicts.ndjson, with its line feed. */
export function verdictLineOf(verdict: CaseVerdict): string {
  return `${safeJson(verdict)}\n`;
}

/** A line of the event stream, with its line feed. */
export function eventLine(event: RunEvent): string {
  return `${safeJson(event)}\n`;
}

/** The event that opens a run: everything that is known of it before the first case. */
export function runEvent(report: Omit<Report, 'summary' | 'clauses' | 'findings'>, cases: number): RunEvent {
  const known = Object.entries(report).filter(
    ([name]) => !name.startsWith('time') && name !== 'summary' && name !== 'clauses' && name !== 'findings',
  );
  return { event: 'run', cases, ...(Object.fromEntries(known) as typeof report) };
}

/** The lines of verdicts.ndjson. */
export function* formatVerdicts({ verdicts }: Pick<ReportInput, 'verdicts'>): Generator<string> {
  for (const verdict of verdicts) yield verdictLineOf(verdict);
}

/** The event stream of a finished run: the same lines as were written while it ran, cases in plan order. */
export function* formatNdjson({ report, verdicts }: ReportInput): Generator<string> {
  yield eventLine(runEvent(report, report.summary.cases));
  for (const verdict of verdicts) yield eventLine({ event: 'case', ...verdict });
  yield eventLine({ event: 'end', summary: report.summary, clauses: report.clauses });
}
