// Verdicts whose equal parts are kept once, with their JSON. Cases have most of their points, outcomes and clauses in common,
// so tens of thousands of verdicts take tens of megabytes, and are written without being turned into text one by one.
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { safeJson } from '../core/safe-json.ts';

/** The JSON of parts that verdicts may share. */
const texts = new WeakMap<object, string>();

function textOf(part: object): string {
  let text = texts.get(part);
  if (text === undefined) texts.set(part, (text = safeJson(part)));
  return text;
}

type Step = CaseVerdict['steps'][number];

/** Equal parts of verdicts, kept once. Nobody changes a part that is shared. */
export class SharedParts {
  /** By their JSON, or by the numbers of the parts that they are made of. */
  private readonly parts = new Map<string, object>();
  private readonly numbers = new Map<object, number>();

  /** The verdict, made of parts that are shared. */
  verdict(verdict: CaseVerdict): CaseVerdict {
    // One copy, changed in place: objects that are spread together from several take three times the memory.
    const made: { -readonly [Member in keyof CaseVerdict]: CaseVerdict[Member] } = { ...verdict };
    const { point, got } = verdict;
    made.clauses = this.of(verdict.clauses);
    made.steps = this.steps(verdict.steps);
    // As judged, they are those of a step.
    const deciding = verdict.steps.findIndex((step) => step.point === point && step.got === got);
    if (point !== undefined) made.point = made.steps[deciding]?.point ?? this.of(point);
    if (got !== undefined) made.got = made.steps[deciding]?.got ?? this.of(got);
    if (verdict.expected !== undefined) made.expected = this.of(verdict.expected);
    return made;
  }

  /** The first part that was equal to this one. */
  private of<T extends object>(part: T): T {
    const text = texts.get(part) ?? safeJson(part);
    const known = this.parts.get(text);
    if (known !== undefined) return known as T;
    texts.set(part, text);
    return this.keep(text, part);
  }

  /** Sequences are many, and made of few different steps. */
  private steps(steps: readonly Step[]): readonly Step[] {
    const made = steps.map((step) => this.step(step));
    const key = made.map((step) => this.numbers.get(step)).join();
    return (this.parts.get(key) as readonly Step[] | undefined) ?? this.keep(key, made);
  }

  private step({ call, ...step }: Step): Step {
    const [point, got] = [this.of(step.point), this.of(step.got)];
    const key = `${this.numbers.get(point)} ${this.numbers.get(got)} ${call}`;
    return (this.parts.get(key) as Step | undefined) ?? this.keep(key, { call, point, got });
  }

  private keep<T extends object>(key: string, part: T): T {
    this.parts.set(key, part);
    this.numbers.set(part, this.numbers.size);
    return part;
  }
}

/** Members that verdicts may share. */
const shared: readonly string[] = [
  'clauses',
  'point',
  'expected',
  'got',
  'steps',
] satisfies (keyof CaseVerdict)[];

/** {@link safeJson} of a verdict, which is quick where its parts are shared. */
export function verdictJson(verdict: CaseVerdict): string {
  let text = '';
  for (const [name, value] of Object.entries(verdict) as [string, unknown][]) {
    if (value === undefined) continue;
    const said = shared.includes(name) ? textOf(value as object) : safeJson(value);
    text += `${text === '' ? '' : ','}${safeJson(name)}:${said}`;
  }
  return `{${text}}`;
}
