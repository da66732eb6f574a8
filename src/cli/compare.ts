// `kexcts compare A B`.
import { exitStatus, type ExitStatus } from '../errors.ts';
import { compareRuns, isWorse } from '../gate/compare/compare-runs.ts';
import { comparisonText } from '../gate/compare/comparison-text.ts';
import { readReportFolder } from '../gate/report-folder.ts';
import { safeJson } from '../report/safe-json.ts';
import { writeWhole } from '../report/write-whole.ts';

export interface CompareOptions {
  readonly format: 'text' | 'markdown' | 'json';
  readonly out?: string;
}

export async function compareCommand(
  a: string,
  b: string,
  { format, out }: CompareOptions,
): Promise<ExitStatus> {
  const comparison = compareRuns(readReportFolder(a), readReportFolder(b));
  const write = async (): Promise<string> => {
    switch (format) {
      case 'text':
        return comparisonText(comparison);
      case 'markdown':
        return (await import('../gate/compare/comparison-markdown.ts')).comparisonMarkdown(comparison);
      case 'json':
        return `${safeJson(comparison)}\n`;
    }
  };
  const text = await write();
  if (out === undefined) process.stdout.write(text);
  else await writeWhole(out, text);
  return isWorse(comparison) ? exitStatus.doesNotHold : exitStatus.holds;
}
