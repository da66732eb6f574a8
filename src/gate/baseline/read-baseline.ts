// Reads a baseline file: YAML 1.2, checked against spec/schema/baseline.schema.json, with the lines of all its parts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isMap, isPair, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { baseline as validate } from '../../generated/baseline.js';
import { reasonOf, SuiteError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import type {
  AcceptedAnswer,
  AcceptedEntry,
  Baseline,
  DriverRange,
  Lines,
  OpenAnswer,
  PinnedEntry,
} from './baseline.ts';
import { versionRange } from './version-range.ts';

/** Longest file that is read, in bytes: more than a million lines of findings is no list of known findings. */
const longest = 64 * 1024 * 1024;

interface Written {
  readonly accepted?: readonly WrittenEntry[] | null;
  readonly pinned?: readonly {
    readonly clause: string;
    readonly driver: Omit<DriverRange, 'includes'>;
    readonly observed: readonly Omit<OpenAnswer, 'clause'>[];
  }[];
}

interface WrittenEntry {
  readonly id: string;
  readonly case?: string | readonly string[];
  readonly clause?: string | readonly string[];
  readonly driver: Omit<DriverRange, 'includes'>;
  readonly observed: readonly Omit<AcceptedAnswer, 'lines'>[];
  readonly reason: string;
  readonly link?: string;
  readonly owner: string;
  readonly expires: string;
}

/** A baseline file with its document, for those who change it. */
export interface BaselineFile {
  readonly baseline: Baseline;
  readonly document: Document.Parsed;
  /** The text that the document was read from. */
  readonly source: string;
}

/**
 * Reads a baseline from a file.
 * @throws SuiteError `BASELINE_UNREADABLE`, `BASELINE_YAML`, `BASELINE_SCHEMA`, `BASELINE_ENTRY`, `VERSION_RANGE`
 */
export function readBaseline(path: string): BaselineFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new SuiteError(
      'BASELINE_UNREADABLE',
      `expected a baseline at ${plainText(path, 500)}; ${reasonOf(error)}`,
      'check the path, or make the file with `kexcts baseline update`',
    );
  }
  return parseBaseline(path, bytes);
}

/** Reads a baseline from its bytes; `path` is what messages call it. */
export function parseBaseline(path: string, bytes: Uint8Array): BaselineFile {
  const bad = (code: string, what: string, hint = 'see docs/gate.md'): SuiteError =>
    new SuiteError(code, `${plainText(path, 500)}${what}`, hint);
  if (bytes.length > longest) throw bad('BASELINE_YAML', `: longer than ${longest} bytes`);
  const text = Buffer.from(bytes).toString('utf8');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [wrong] = document.errors;
  if (wrong !== undefined) {
    const line = counter.linePos(wrong.pos[0]).line;
    throw bad('BASELINE_YAML', `:${line}: ${plainText(wrong.message.split('\n', 1)[0] ?? '', 300)}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw bad('BASELINE_YAML', `: ${plainText(reasonOf(error), 300)}`);
  }
  const lines = new LinesOf(document, counter);
  if (!validate(value)) {
    const errors = validate.errors ?? [];
    const error = errors.find(({ keyword }) => keyword === 'oneOf') ?? errors[0];
    const at = (error?.instancePath ?? '').split('/').slice(1);
    const quoted = error?.keyword === 'type' && at.length > 0 ? '; write it in quotes where it is text' : '';
    throw bad(
      'BASELINE_SCHEMA',
      `:${lines.of(at).first}: ${at.length === 0 ? 'the file' : at.join('.')} ${error?.message ?? 'is wrong'}${describeParams(error?.params)}${quoted}`,
      'see docs/gate.md and spec/schema/baseline.schema.json',
    );
  }
  const written = value as Written;
  const range = (driver: Omit<DriverRange, 'includes'>): DriverRange => ({
    ...driver,
    includes: versionRange(driver.version),
  });
  const accepted = (written.accepted ?? []).map((entry, index): AcceptedEntry => {
    const at = ['accepted', String(index)];
    const { case: cases, clause: clauses, observed, driver, ...rest } = entry;
    return {
      ...rest,
      driver: range(driver),
      ...(cases === undefined
        ? {}
        : {
            cases: listOf(cases).map((id, place) => ({
              id,
              lines: lines.of([...at, 'case', ...(typeof cases === 'string' ? [] : [String(place)])]),
            })),
          }),
      ...(clauses === undefined ? {} : { clauses: listOf(clauses) }),
      observed: observed.map((answer, place) => ({
        ...answer,
        lines: lines.of([...at, 'observed', String(place)]),
      })),
      lines: lines.of(at),
    };
  });
  const seen = new Map<string, AcceptedEntry>();
  for (const entry of accepted) {
    const other = seen.get(entry.id);
    if (other !== undefined) {
      const what = `:${entry.lines.first}: the id ${entry.id} is that of the entry in line ${other.lines.first}, too`;
      throw bad('BASELINE_ENTRY', what, 'give each entry an id of its own');
    }
    seen.set(entry.id, entry);
  }
  const pinned = (written.pinned ?? []).map((entry, index): PinnedEntry => ({
    ...entry,
    driver: range(entry.driver),
    lines: lines.of(['pinned', String(index)]),
  }));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { baseline: { path, sha256, accepted, pinned }, document, source: text };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function describeParams(params: Readonly<Record<string, unknown>> | undefined): string {
  const shownParameters = [
    'additionalProperty',
    'allowedValue',
    'allowedValues',
    'missingProperty',
    'passingSchemas',
  ];
  const [name, value] = Object.entries(params ?? {}).find(([key]) => shownParameters.includes(key)) ?? [];
  if (name === 'passingSchemas') return ' ("case" or "clause")';
  return value === undefined || name === 'missingProperty'
    ? ''
    : `: ${plainText(JSON.stringify(value), 200)}`;
}

/** Finds the lines of a part by its path. */
class LinesOf {
  private readonly document: Document.Parsed;
  private readonly counter: LineCounter;

  constructor(document: Document.Parsed, counter: LineCounter) {
    this.document = document;
    this.counter = counter;
  }

  /** The lines of the innermost part of the path that is there. */
  of(path: readonly string[]): Lines {
    let node: unknown = this.document.contents;
    let found: Lines = this.lines(node);
    for (const name of path) {
      if (isMap(node)) {
        const pair = node.items.find((one) => isPair(one) && String(one.key) === name);
        if (pair === undefined) return found;
        const key = this.lines(pair.key);
        node = pair.value;
        found = { first: key.first, last: Math.max(key.last, this.lines(node).last) };
      } else if (isSeq(node)) {
        node = node.items[Number(name)];
        if (node === undefined) return found;
        found = this.lines(node);
      } else return found;
    }
    return found;
  }

  private lines(node: unknown): Lines {
    const range = (node as Node | null | undefined)?.range;
    if (range === null || range === undefined) return { first: 1, last: 1 };
    const first = this.counter.linePos(range[0]).line;
    // The value's end may be the start of the next line.
    const end = this.counter.linePos(Math.max(range[0], range[1] - 1));
    return { first, last: Math.max(first, end.line) };
  }
}
