// The folder of a run: observations and verdicts grow in it line by line, the rest is written whole at the end.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SuiteError } from '../core/errors.ts';
import { GrowingFile, type Header } from '../core/files/ndjson-file.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { Observation } from '../steps/observation.ts';
import { verdictJson } from '../gate/shared-parts.ts';
import { writeError } from '../core/write-whole.ts';
import { lockFolder, type Release } from './folder-lock.ts';
import { fileNames } from '../gate/file-names.ts';

/** Makes a folder and those above it. One by one: Node's recursive way never ends where a parent cannot exist, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** How many cases are gathered before they are written; a crash of this process loses no more. */
const casesPerWrite = 8;

interface GrowingFiles {
  readonly observations: GrowingFile;
  readonly verdicts: GrowingFile;
}

export class OutputFolder {
  readonly path: string;
  private readonly releaseLock: Release;
  private growing: GrowingFiles | undefined;
  private unwrittenCases = 0;

  private constructor(path: string, release: Release) {
    this.path = path;
    this.releaseLock = release;
  }

  /**
   * Makes the folder, and takes it for this process. The files of a run in it are left alone until `begin`.
   * @throws SuiteError `OUT_EXISTS` where it holds a report already, `OUT_IN_USE` where another process is at work in it,
   * `REPORT_WRITE` where it cannot be written.
   */
  static async create(path: string, resume: boolean): Promise<OutputFolder> {
    const release = await takeFolder(path);
    let existing: string[];
    try {
      const names = readdirSync(path);
      existing = names.filter((name) => (Object.values(fileNames) as string[]).includes(name));
      if (resume) for (const name of names.filter(isPartial)) rmSync(join(path, name), { force: true });
      syncFolder(path);
    } catch (error) {
      release();
      throw writeError(path, error);
    }
    if (existing.length > 0 && !resume) {
      release();
      throw new SuiteError(
        'OUT_EXISTS',
        `expected a folder without a report; ${path} holds ${existing.sort().join(', ')}`,
        'give another folder with --out, or --resume to go on with that run',
      );
    }
    return new OutputFolder(path, release);
  }

  /**
   * Opens the growing files: anew with a header (what was planned, and what the driver said of itself), or behind the
   * last whole line of an earlier session. Verdicts begin anew in both: they are made from the observations again.
   * @param interrupted where the whole lines of that session end, in bytes.
   * @throws SuiteError `REPORT_WRITE`
   */
  begin(header: Header, interrupted: { readonly wholeBytes: number } | undefined): void {
    const path = join(this.path, fileNames.observations);
    try {
      if (interrupted !== undefined) truncateSync(path, interrupted.wholeBytes);
    } catch (error) {
      throw writeError(path, error);
    }
    const observations = new GrowingFile(path, interrupted === undefined ? 'w' : 'a');
    this.growing = { observations, verdicts: new GrowingFile(join(this.path, fileNames.verdicts), 'w') };
    if (interrupted !== undefined) return;
    observations.add(header);
    observations.flush();
  }

  add(observation: Observation, verdict: CaseVerdict, isOld: boolean): void {
    if (!isOld) this.growing?.observations.add(observation);
    this.growing?.verdicts.addLine(`${verdictJson(verdict)}\n`);
    this.unwrittenCases += 1;
    if (this.unwrittenCases >= casesPerWrite) this.flush();
  }

  flush(): void {
    this.growing?.observations.flush();
    this.growing?.verdicts.flush();
    this.unwrittenCases = 0;
  }

  /** Closes the growing files; the folder stays taken until it is given free. */
  close(): void {
    const { growing } = this;
    this.growing = undefined;
    try {
      growing?.observations.close();
    } finally {
      growing?.verdicts.close();
    }
  }

  /** Lets other processes have the folder. */
  release(): void {
    this.close();
    this.releaseLock();
  }
}

/** Makes the folder, and takes it for this process. */
async function takeFolder(path: string): Promise<Release> {
  try {
    makeFolder(path);
  } catch (error) {
    throw writeError(path, error);
  }
  return lockFolder(path);
}

/** Left by a process that was killed while it wrote a file beside its place. */
function isPartial(name: string): boolean {
  return /^\..+\.\d+\.partial$/.test(name);
}

/** Makes the folder's entries durable, where folders can be synchronised at all (not on Windows). */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
