// For tests of the reports alone: a fixture, compared with another one.
import { compareRuns } from '../gate/compare/compare-runs.ts';
import type { ReportFolder } from '../gate/report-folder.ts';
import type { ReportInput } from './input.ts';

function folderOf({ report, verdicts }: ReportInput): ReportFolder {
  return { path: 'fixture', report, verdicts: [...verdicts] };
}

/** The later run, with what came out otherwise than in the earlier one. */
export function compared(earlier: ReportInput, later: ReportInput): ReportInput {
  return { ...later, comparison: compareRuns(folderOf(earlier), folderOf(later)) };
}
