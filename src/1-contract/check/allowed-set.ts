// What the contract allows where given rules apply, as a set of outcomes: the interpreter's own reading of them.
import { allowedBy, type JudgedLevel } from '../evaluate.ts';
import type { Rule } from '../model.ts';
import type { OutcomeSet, OutcomeSpace } from './outcome-space.ts';

/** The outcomes that these rules allow together, at a judged level. */
export function allowedSet(space: OutcomeSpace, rules: readonly Rule[], at: JudgedLevel): OutcomeSet {
  const { branches, constraints } = allowedBy(rules, at);
  const all = (some: readonly Rule[]): OutcomeSet =>
    some.reduce((set, rule) => set & space.accepted(rule), space.everything);
  const ways = branches.reduce((set, branch) => set | all(branch.rules), 0n);
  return ways & all(constraints);
}

/**
 * Whether the contract says anything of what should happen: a course or an obliging cause that binds, or a rule that
 * leaves the point open in so many words. Constraints alone do not.
 */
export function isAnswered(rules: readonly Rule[]): boolean {
  return rules.some(({ kind, level }) => kind !== 'constraint' && level !== 'MAY');
}
