// `kexcts compare A B`.
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { compareRuns, isWorse } from '../gate/compare/compare-runs.ts';
import { comparisonText } from '../5-report/comparison-text.ts';
import { VerdictReader } from '../gate/read-verdicts.ts';
import { readReportFolder } from '../gate/report-folder.ts';
import { safeJson } from '../core/safe-json.ts';
import { writeWhole } from '../core/write-whole.ts';

export interface CompareOptions {
  readonly format: 'text' | 'markdown' | 'json' | 'html';
  readonly out?: string;
  readonly spec: string;
}

export async function compareCommand(
  a: string,
  b: string,
  { format, out, spec }: CompareOptions,
): Promise<ExitStatus> {
  const reader = new VerdictReader();
  const [earlier, later] = [readReportFolder(a, reader), readReportFolder(b, reader)];
  const comparison = compareRuns(earlier, later);
  const write = async (): Promise<string | Iterable<string>> => {
    switch (format) {
      case 'text':
        return comparisonText(comparison);
      case 'markdown':
        return (await import('../5-report/comparison-markdown.ts')).comparisonMarkdown(comparison);
      case 'json':
        return `${safeJson(comparison)}\n`;
      case 'html':
        return (await import('./compare-html.ts')).comparedPage(later, comparison, spec);
    }
  };
  const text = await write();
  if (out === undefined) process.stdout.write(typeof text === 'string' ? text : [...text].join(''));
  else await writeWhole(out, text);
  return isWorse(comparison) ? exitStatus.doesNotHold : exitStatus.holds;
}
