// The folder of a run: observations and verdicts grow in it line by line, the rest is written whole at the end.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SuiteError } from '../errors.ts';
import { GrowingFile, type Header } from '../files/ndjson-file.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import type { Observation } from '../observe/observation.ts';
import { writeError } from '../report/write-whole.ts';

export const fileNames = {
  plan: 'plan.ndjson',
  observations: 'observations.ndjson',
  verdicts: 'verdicts.ndjson',
  report: 'report.json',
} as const;

/** How many cases are gathered before they are written; a crash of this process loses no more. */
const gather = 8;

export class OutputFolder {
  readonly path: string;
  private readonly observations: GrowingFile;
  private readonly verdicts: GrowingFile;
  private waiting = 0;

  private constructor(path: string, flags: 'w' | 'a') {
    this.path = path;
    this.observations = new GrowingFile(join(path, fileNames.observations), flags);
    this.verdicts = new GrowingFile(join(path, fileNames.verdicts), 'w');
  }

  /**
   * Makes the folder.
   * @throws SuiteError `OUT_EXISTS` where it holds a report already, `REPORT_WRITE` where it cannot be written.
   */
  static create(path: string, resume: boolean): OutputFolder {
    try {
      mkdirSync(path, { recursive: true });
      const taken = readdirSync(path).filter((name) => (Object.values(fileNames) as string[]).includes(name));
      if (taken.length > 0 && !resume) {
        throw new SuiteError(
          'OUT_EXISTS',
          `expected a folder without a report; ${path} holds ${taken.sort().join(', ')}`,
          'give another folder with --out, or --resume to go on with that run',
        );
      }
    } catch (error) {
      throw writeError(path, error);
    }
    return new OutputFolder(path, resume ? 'a' : 'w');
  }

  static holdsRun(path: string): boolean {
    return existsSync(join(path, fileNames.observations));
  }

  /** Writes the header of the observations: what was planned, and what the driver said of itself. */
  begin(header: Header): void {
    this.observations.add(header);
    this.observations.flush();
  }

  add(observation: Observation, verdict: CaseVerdict, isOld: boolean): void {
    if (!isOld) this.observations.add(observation);
    this.verdicts.add(verdict);
    this.waiting += 1;
    if (this.waiting >= gather) this.flush();
  }

  flush(): void {
    this.observations.flush();
    this.verdicts.flush();
    this.waiting = 0;
  }

  close(): void {
    this.observations.close();
    this.verdicts.close();
  }
}
