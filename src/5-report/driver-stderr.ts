// What a driver printed before it died, kept beside the finding.
import type { ReportInput } from './input.ts';
import { lastPlainLines } from '../core/plain-text.ts';

/** The last lines of standard error of a case's adapter, safe to show; none where nothing was observed or printed. */
export function driverStderr(input: Pick<ReportInput, 'observations'>, caseId: string): string[] {
  const observation = input.observations?.get(caseId);
  for (const pass of observation?.passes ?? []) {
    for (const step of pass.steps) {
      if (step.died !== undefined && step.died.stderr !== '')
        return lastPlainLines(step.died.stderr, 20, 400);
    }
  }
  return [];
}
