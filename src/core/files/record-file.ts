// An NDJSON file of a header and named records. They are found by their names and read when asked for, so that a file of
// any length takes little memory.
import { closeSync, openSync, readSync } from 'node:fs';
import { reasonOf, SuiteError } from '../errors.ts';
import { linesOf } from './lines.ts';
import { parseLine, readHeader, type Header } from './ndjson-file.ts';

/** Bytes that are read ahead: records are mostly asked for in the order of the file. */
const aheadBytes = 1 << 18;

/** A name is found without parsing its line where it looks like this, behind the first member's name. */
const plainName = /^[a-z0-9]{1,64}$/;

export interface RecordFormat {
  /** `schema` of the header. */
  readonly schema: string;
  /** The member that names a record. */
  readonly name: string;
  /** Says what is wrong with a record, or nothing. */
  readonly check: (record: unknown) => string | undefined;
  /**
   * What is left out in place of being an error: a last line without its line feed, as an interrupted run leaves it; or all
   * from the first line on that is no record.
   */
  readonly leaveOut?: 'torn line' | 'rest';
}

/** Where a record stands. */
interface Place {
  readonly at: number;
  readonly bytes: number;
  /** The number of its line, from 1. */
  readonly line: number;
}

export class RecordFile<T> {
  readonly header: Header;
  private readonly path: string;
  private readonly format: RecordFormat;
  private readonly places = new Map<string, Place>();
  /** What was read ahead, where from, and how much. */
  private ahead: Buffer = Buffer.alloc(aheadBytes);
  private aheadAt = 0;
  private aheadLength = 0;

  /**
   * Finds the records of a file. A line that says its name first, as ours do, is parsed when it is asked for.
   * @throws SuiteError `FILE_UNREADABLE`, `FILE_SCHEMA`, `FILE_LINE` with the line's number.
   */
  constructor(path: string, format: RecordFormat) {
    this.path = path;
    this.format = format;
    let header: Header | undefined;
    let line = 0;
    try {
      for (const { bytes, at, whole } of linesOf(path)) {
        line += 1;
        if (!whole && format.leaveOut !== undefined) break;
        if (header === undefined) {
          header = readHeader(path, bytes.toString('utf8'), format.schema);
          continue;
        }
        const name = this.nameFirst(bytes) ?? this.nameIn(bytes, line);
        if (name === undefined) break;
        this.places.set(name, { at, bytes: bytes.length, line });
      }
    } catch (error) {
      throw error instanceof SuiteError ? error : this.unreadable(error);
    }
    this.header = header ?? readHeader(path, undefined, format.schema);
  }

  /** Names of the records, in the order of the file. */
  names(): string[] {
    return [...this.places.keys()];
  }

  /**
   * The record of that name; undefined where there is none.
   * @throws SuiteError `FILE_LINE` where its line does not hold it, `FILE_UNREADABLE`
   */
  get(name: string): T | undefined {
    const place = this.places.get(name);
    if (place === undefined) return undefined;
    const record = this.parse(this.read(place), place.line);
    return record?.[this.format.name] === name ? (record as T) : undefined;
  }

  private nameFirst(bytes: Buffer): string | undefined {
    const start = `{"${this.format.name}":"`;
    const head = bytes.toString('latin1', 0, start.length + 65);
    if (!head.startsWith(start)) return undefined;
    const name = head.slice(start.length, head.indexOf('"', start.length));
    return plainName.test(name) ? name : undefined;
  }

  private nameIn(bytes: Buffer, line: number): string | undefined {
    const name = this.parse(bytes, line)?.[this.format.name];
    return typeof name === 'string' ? name : undefined;
  }

  /** The record of a line; undefined where it is none, and such lines are left out. */
  private parse(bytes: Buffer, line: number): Readonly<Record<string, unknown>> | undefined {
    const { check, leaveOut } = this.format;
    try {
      const record = parseLine(this.path, bytes.toString('utf8'), line);
      const wrong = check(record);
      if (wrong === undefined) return record as Readonly<Record<string, unknown>>;
      throw new SuiteError(
        'FILE_LINE',
        `${this.path}:${line}: ${wrong}`,
        'write the file anew with the step before',
      );
    } catch (error) {
      if (leaveOut === 'rest') return undefined;
      throw error;
    }
  }

  private read({ at, bytes }: Place): Buffer {
    const from = at - this.aheadAt;
    if (from >= 0 && from + bytes <= this.aheadLength) return this.ahead.subarray(from, from + bytes);
    if (bytes > this.ahead.length) this.ahead = Buffer.alloc(bytes);
    try {
      const descriptor = openSync(this.path, 'r');
      try {
        this.aheadLength = readSync(descriptor, this.ahead, 0, this.ahead.length, at);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw this.unreadable(error);
    }
    this.aheadAt = at;
    return this.ahead.subarray(0, bytes);
  }

  private unreadable(error: unknown): SuiteError {
    return new SuiteError(
      'FILE_UNREADABLE',
      `expected a file of ${this.format.schema} records; ${reasonOf(error)}`,
      'check the path',
    );
  }
}
