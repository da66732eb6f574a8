// events.ndjson while a run is under way: each event is in the file when it has happened.
import { GrowingFile } from '../core/files/ndjson-file.ts';
import type { CaseVerdict, Report, ReportHead } from '../4-judge/verdict.ts';
import { caseEventLine, endEvent, eventLine, runEvent } from '../5-report/ndjson.ts';

/** Writes the events of one run, in their order. The same answers give the same lines. */
export class EventLog {
  private readonly file: GrowingFile;
  private readonly reported = new Map<string, CaseVerdict>();

  /** @throws SuiteError `REPORT_WRITE` where the file cannot be opened. */
  constructor(path: string) {
    this.file = new GrowingFile(path, 'w');
  }

  private writeLine(line: string): void {
    this.file.addLine(line);
    this.file.flush();
  }

  begin(head: ReportHead, cases: number): void {
    this.writeLine(eventLine(runEvent(head, cases)));
  }

  verdict(verdict: CaseVerdict): void {
    this.reported.set(verdict.case, verdict);
    this.writeLine(caseEventLine(verdict));
  }

  /** Writes the verdicts again that the whole run changed, then the end, and closes the file. */
  end(report: Report, verdicts: Iterable<CaseVerdict>): void {
    for (const verdict of verdicts) {
      const before = this.reported.get(verdict.case);
      if (before === verdict || JSON.stringify(before) === JSON.stringify(verdict)) continue;
      this.file.addLine(caseEventLine(verdict));
    }
    this.writeLine(eventLine(endEvent(report)));
    this.close();
  }

  close(): void {
    this.file.close();
  }
}
