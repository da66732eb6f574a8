// Where two JSON values differ.
import { canonicalJson } from '../core/canonical.ts';
import { plainText } from '../core/plain-text.ts';

export interface Difference {
  /** Dotted names, from the outside in. */
  readonly where: string;
  readonly a: unknown;
  readonly b: unknown;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The places in which two values differ, by name. A member that is undefined is one that is not there. */
export function* differences(a: unknown, b: unknown, where = ''): Generator<Difference> {
  if (isRecord(a) && isRecord(b)) {
    for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      yield* differences(a[name], b[name], where === '' ? name : `${where}.${name}`);
    }
    return;
  }
  const same = a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
  if (!same) yield { where, a, b };
}

/** A value in a sentence: one safe line of JSON, or `absent`. */
export function describeValue(value: unknown): string {
  return value === undefined ? 'absent' : plainText(canonicalJson(value), 200);
}
