// NDJSON files: a header line that says what it is and of which plan, then one record a line.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { reasonOf, SuiteError } from '../errors.ts';
import { writeError } from '../report/write-whole.ts';

/** First member of every header. */
export interface Header {
  readonly schema: string;
  readonly [member: string]: unknown;
}

/** A file that grows line by line; what was written survives the end of this process. */
export class GrowingFile {
  private readonly path: string;
  private readonly descriptor: number;
  private lines: string[] = [];

  /** @throws SuiteError `REPORT_WRITE` where it cannot be opened. */
  constructor(path: string, flags: 'w' | 'a') {
    this.path = path;
    try {
      this.descriptor = openSync(path, flags);
    } catch (error) {
      throw writeError(path, error);
    }
  }

  /** Adds a line; it is on its way to the disk when `flush` returns. */
  add(record: unknown): void {
    this.lines.push(`${JSON.stringify(record)}\n`);
  }

  /** @throws SuiteError `REPORT_WRITE` where the disk is full or gone. */
  flush(): void {
    if (this.lines.length === 0) return;
    const bytes = Buffer.from(this.lines.join(''), 'utf8');
    this.lines = [];
    try {
      for (let offset = 0; offset < bytes.length;) offset += writeSync(this.descriptor, bytes, offset);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }
}

export interface NdjsonContent<T> {
  readonly header: Header;
  readonly records: readonly T[];
}

/**
 * Reads a file of a header and records.
 * @param check says what is wrong with a record, or nothing.
 * @param torn a last line without its line feed, as an interrupted run leaves it, is left out in place of being an error.
 * @throws SuiteError `FILE_UNREADABLE`, `FILE_SCHEMA`, `FILE_LINE` with the line's number.
 */
export function readNdjson<T>(
  path: string,
  schema: string,
  check: (record: unknown) => string | undefined,
  torn = false,
): NdjsonContent<T> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SuiteError(
      'FILE_UNREADABLE',
      `expected a file of ${schema} records; ${reasonOf(error)}`,
      'check the path',
    );
  }
  const lines = text.split('\n');
  const last = lines.pop();
  if (last !== undefined && last !== '' && !torn) lines.push(last);
  const [first, ...rest] = lines.map((line, index) => parseLine(path, line, index + 1));
  const header = first as Partial<Header> | null | undefined;
  if (header?.schema !== schema) {
    throw new SuiteError(
      'FILE_SCHEMA',
      `expected the first line of ${path} to be a header with "schema":"${schema}"; got ${first === undefined ? 'an empty file' : JSON.stringify(first).slice(0, 120)}`,
      'give the file that the step before wrote',
    );
  }
  for (const [index, record] of rest.entries()) {
    const wrong = check(record);
    if (wrong !== undefined) {
      throw new SuiteError(
        'FILE_LINE',
        `${path}:${index + 2}: ${wrong}`,
        'write the file anew with the step before',
      );
    }
  }
  return { header: header as Header, records: rest as T[] };
}

function parseLine(path: string, line: string, number: number): unknown {
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
