// Progress on standard error of this process.
import { Progress, type ProgressSettings } from '../5-report/progress.ts';

/** Progress over so many cases, or whatever `words` calls them. */
export function terminalProgress(
  settings: Pick<ProgressSettings, 'total' | 'words'>,
  now: () => number = () => performance.now(),
): Progress {
  return new Progress({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    columns: () => process.stderr.columns,
    now,
    ...settings,
  });
}
