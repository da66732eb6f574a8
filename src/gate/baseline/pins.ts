// Behaviour that the contract leaves open, as a baseline pins it: seen again, or seen to have changed.
import type { OutcomeBox } from '../../1-contract/model.ts';
import { outcomeText } from '../../4-judge/finding-text.ts';
import { canonicalJson } from '../../core/canonical.ts';
import type { Baseline, OpenAnswer } from './baseline.ts';
import { isAbout, type DriverNamed } from './coverage.ts';

export class Pins {
  /** Outcomes by clause, call and what was remarkable about the call. */
  private readonly pinned = new Map<string, OutcomeBox[]>();
  held = 0;
  changed = 0;

  constructor({ pinned }: Baseline, { driver }: { readonly driver: DriverNamed }) {
    for (const { clause, driver: range, observed } of pinned) {
      if (!isAbout(range, driver)) continue;
      for (const { call, at, got } of observed) {
        const key = placeOf({ clause, call, at });
        this.pinned.set(key, [...(this.pinned.get(key) ?? []), got]);
      }
    }
  }

  get empty(): boolean {
    return this.pinned.size === 0;
  }

  /** How an answer differs from what is pinned at its place; undefined where it does not, or nothing is pinned there. */
  check(answer: OpenAnswer): string | undefined {
    const known = this.pinned.get(placeOf(answer));
    if (known === undefined) return undefined;
    if (known.some((got) => consistent(got, answer.got))) {
      this.held += 1;
      return undefined;
    }
    this.changed += 1;
    const then = known.map(outcomeText).join(' — or — ');
    return `pinned in the baseline: ${then}; now: ${outcomeText(answer.got)}`;
  }
}

/** The place of an answer: answers of one place are compared. */
export function placeOf({ clause, call, at }: Omit<OpenAnswer, 'got'>): string {
  return canonicalJson([clause, call, at]);
}

/** Whether two outcomes can be the same one: what both saw agrees in some value. */
export function consistent(a: OutcomeBox, b: OutcomeBox): boolean {
  return Object.entries(a).every(([name, values]) => {
    const others = b[name];
    return others === undefined || values.some((value) => others.includes(value));
  });
}
