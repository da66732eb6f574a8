// NDJSON files: a header line that says what it is and of which plan, then one record a line.
import { closeSync, fdatasync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { reasonOf, SuiteError } from '../errors.ts';
import { safeJson } from '../safe-json.ts';
import { writeError } from '../write-whole.ts';

/** First member of every header. */
export interface Header {
  readonly schema: string;
  readonly [member: string]: unknown;
}

/** What a growing file asks of the file system; tests put a disk of their own in its place. */
export interface Disk {
  readonly open: (path: string, flags: 'w' | 'a') => number;
  readonly size: (descriptor: number) => number;
  /** Writes bytes from `offset` on; returns how many were written. */
  readonly write: (descriptor: number, bytes: Buffer, offset: number) => number;
  readonly truncate: (descriptor: number, size: number) => void;
  /** Makes what was written survive a power cut, beside the work of this thread. */
  readonly sync: (descriptor: number, done: () => void) => void;
  readonly close: (descriptor: number) => void;
}

const realDisk: Disk = {
  open: (path, flags) => openSync(path, flags),
  size: (descriptor) => fstatSync(descriptor).size,
  write: (descriptor, bytes, offset) => writeSync(descriptor, bytes, offset),
  truncate: (descriptor, size) => ftruncateSync(descriptor, size),
  sync: (descriptor, done) => fdatasync(descriptor, done),
  close: (descriptor) => closeSync(descriptor),
};

/**
 * A file that grows by whole lines. What was flushed survives the end of this process, and soon a power cut, too: the
 * file is synchronised beside the work, one synchronisation at a time.
 */
export class GrowingFile {
  private readonly path: string;
  private readonly disk: Disk;
  private readonly descriptor: number;
  private lines: string[] = [];
  /** Bytes of whole lines in the file. */
  private size: number;
  private syncing = false;
  private unsynced = false;
  private failed = false;
  private closed = false;

  /** @throws SuiteError `REPORT_WRITE` where it cannot be opened. */
  constructor(path: string, flags: 'w' | 'a', disk: Disk = realDisk) {
    this.path = path;
    this.disk = disk;
    try {
      this.descriptor = disk.open(path, flags);
      this.size = disk.size(this.descriptor);
    } catch (error) {
      throw writeError(path, error);
    }
  }

  /** Adds a line; it is on its way to the disk when `flush` returns. */
  add(record: unknown): void {
    this.addLine(`${safeJson(record)}\n`);
  }

  /** As {@link add}, for a record that is a line already, with its line feed. */
  addLine(line: string): void {
    this.lines.push(line);
  }

  /**
   * Writes the lines added. Where that fails, what stands of them is taken back, and the file grows no further.
   * @throws SuiteError `REPORT_WRITE` where the disk is full or gone.
   */
  flush(): void {
    if (this.lines.length === 0 || this.failed) return;
    const bytes = Buffer.from(this.lines.join(''), 'utf8');
    this.lines = [];
    try {
      for (let offset = 0; offset < bytes.length;) {
        offset += this.disk.write(this.descriptor, bytes, offset);
      }
    } catch (error) {
      this.failed = true;
      this.takeBack();
      throw writeError(this.path, error);
    }
    this.size += bytes.length;
    this.sync();
  }

  private takeBack(): void {
    try {
      this.disk.truncate(this.descriptor, this.size);
    } catch {
      // The reader leaves out a torn last line, too.
    }
  }

  private sync(): void {
    this.unsynced = true;
    if (this.syncing) return;
    this.syncing = true;
    this.unsynced = false;
    this.disk.sync(this.descriptor, () => {
      this.syncing = false;
      if (this.unsynced) this.sync();
      else if (this.closed) this.disk.close(this.descriptor);
    });
  }

  /** @throws SuiteError as `flush` does; the file is closed all the same. */
  close(): void {
    if (this.closed) return;
    try {
      this.flush();
    } finally {
      this.closed = true;
      // A synchronisation under way closes it when it is done.
      if (!this.syncing) this.disk.close(this.descriptor);
    }
  }
}

/**
 * The header that a file's first line is.
 * @throws SuiteError `FILE_SCHEMA` where it is another or none, `FILE_LINE` where it is no JSON.
 */
export function readHeader(path: string, line: string | undefined, schema: string): Header {
  const header = line === undefined ? undefined : (parseLine(path, line, 1) as Header | null);
  if (header?.schema === schema) return header;
  throw new SuiteError(
    'FILE_SCHEMA',
    `expected the first line of ${path} to be a header with "schema":"${schema}"; got ${line === undefined ? 'an empty file' : line.slice(0, 120)}`,
    'give the file that the step before wrote',
  );
}

/**
 * The JSON of a line.
 * @throws SuiteError `FILE_LINE` with its number.
 */
export function parseLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new SuiteError(
      'FILE_LINE',
      `${path}:${number}: expected a line of JSON; ${reasonOf(error)}`,
      'the file is cut off or was edited; write it anew with the step before',
    );
  }
}
