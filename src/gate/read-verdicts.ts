// verdicts.ndjson, read line by line. Cases have most of their points, outcomes and clauses in common: each is kept once, so
// that tens of thousands of verdicts take tens of megabytes.
import { closeSync, openSync, readSync } from 'node:fs';
import { reasonOf } from '../errors.ts';
import { verdict as validateVerdict } from '../generated/verdict.js';
import type { CaseVerdict } from '../judge/verdict.ts';

/** Bytes that are read at a time. */
const pieceBytes = 1 << 20;

/** Equal parts of verdicts, kept once. Nobody changes a verdict that was read. */
export class SharedParts {
  private readonly parts = new Map<string, unknown>();

  /** The first part that was equal to this one. */
  of<T>(part: T): T {
    const key = JSON.stringify(part);
    const known = this.parts.get(key);
    if (known !== undefined) return known as T;
    this.parts.set(key, part);
    return part;
  }
}

/**
 * Reads the verdicts of a run.
 * @param fail makes the error of a place in the file and what is wrong there.
 * @throws what `fail` makes, where the file cannot be read, a line is no verdict, or the last one is cut off.
 */
export function readVerdicts(
  file: string,
  shared: SharedParts,
  fail: (where: string, what: string) => Error,
): CaseVerdict[] {
  const verdicts: CaseVerdict[] = [];
  for (const line of linesOf(file, fail)) {
    const where = `${file}:${verdicts.length + 1}`;
    verdicts.push(withShared(parse(line, where, fail), shared));
  }
  return verdicts;
}

function parse(line: string, where: string, fail: (where: string, what: string) => Error): CaseVerdict {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw fail(where, reasonOf(error));
  }
  if (validateVerdict(value)) return value as CaseVerdict;
  const [error] = validateVerdict.errors ?? [];
  throw fail(where, `${error?.instancePath ?? ''} ${error?.message ?? 'is not what the schema says'}`.trim());
}

function withShared(verdict: CaseVerdict, shared: SharedParts): CaseVerdict {
  const { clauses, steps, point, got, expected } = verdict;
  return {
    ...verdict,
    clauses: shared.of(clauses),
    steps: steps.map((step) => shared.of(step)),
    ...(point === undefined ? {} : { point: shared.of(point) }),
    ...(got === undefined ? {} : { got: shared.of(got) }),
    ...(expected === undefined ? {} : { expected: shared.of(expected) }),
  };
}

/** Lines without their line feeds. */
function* linesOf(file: string, fail: (where: string, what: string) => Error): Generator<string> {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw fail(file, reasonOf(error));
  }
  try {
    const piece = Buffer.alloc(pieceBytes);
    // What was read of a line that is not at its end yet.
    let begun: Buffer[] = [];
    for (;;) {
      const length = readSync(descriptor, piece);
      if (length === 0) break;
      let from = 0;
      for (;;) {
        const end = piece.indexOf(0x0a, from);
        if (end < 0 || end >= length) break;
        const rest = piece.subarray(from, end);
        yield begun.length === 0 ? rest.toString('utf8') : Buffer.concat([...begun, rest]).toString('utf8');
        begun = [];
        from = end + 1;
      }
      if (from < length) begun.push(Buffer.from(piece.subarray(from, length)));
    }
    if (begun.length > 0) throw fail(file, 'its last line is cut off');
  } finally {
    closeSync(descriptor);
  }
}
