// Verdicts whose equal parts are kept once, with their JSON. Cases have most of their points, outcomes and clauses in common,
// so tens of thousands of verdicts take tens of megabytes, and are written without being turned into text one by one.
import type { CaseVerdict } from '../judge/verdict.ts';
import { safeJson } from './safe-json.ts';

/** The JSON of parts that are shared. */
const texts = new WeakMap<object, string>();

/** Equal parts of verdicts, kept once. Nobody changes a part that is shared. */
export class SharedParts {
  private readonly parts = new Map<string, object>();

  /** The verdict, made of parts that are shared. */
  verdict(verdict: CaseVerdict): CaseVerdict {
    // One copy, changed in place: objects that are spread together from several take thrice the memory.
    const made: { -readonly [Member in keyof CaseVerdict]: CaseVerdict[Member] } = { ...verdict };
    made.clauses = this.of(verdict.clauses);
    if (verdict.point !== undefined) made.point = this.of(verdict.point);
    if (verdict.expected !== undefined) made.expected = this.of(verdict.expected);
    if (verdict.got !== undefined) made.got = this.of(verdict.got);
    // Sequences are many, and made of few different steps.
    made.steps = this.of(verdict.steps, (steps) => steps.map((step) => this.of(step)));
    return made;
  }

  /** The first part that was equal to this one; made of shared parts where it is new. */
  private of<T extends object>(part: T, madeOfShared: (part: T) => T = (one) => one): T {
    const text = safeJson(part);
    const known = this.parts.get(text);
    if (known !== undefined) return known as T;
    const shared = madeOfShared(part);
    this.parts.set(text, shared);
    texts.set(shared, text);
    return shared;
  }
}

/** {@link safeJson} of a verdict, which is quick where its parts are shared. */
export function verdictJson(verdict: CaseVerdict): string {
  let text = '';
  for (const [name, value] of Object.entries(verdict) as [string, unknown][]) {
    if (value === undefined) continue;
    const known = typeof value === 'object' && value !== null ? texts.get(value) : undefined;
    text += `${text === '' ? '' : ','}${safeJson(name)}:${known ?? safeJson(value)}`;
  }
  return `{${text}}`;
}
