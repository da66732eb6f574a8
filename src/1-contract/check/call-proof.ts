// The proof for one call: each of its points has an answer, none is left without an outcome, no rule is idle.
import type { JudgedLevel } from '../evaluate.ts';
import type { Contract, Point, Rule } from '../model.ts';
import { allowedSet, isAnswered } from './allowed-set.ts';
import { outcomeSpace, type OutcomeSpace } from './outcome-space.ts';
import { pointClasses, type PointClass, type PointClasses } from './point-classes.ts';
import { pointText, type Problem } from './problem.ts';

const judgedLevels = ['MUST', 'SHOULD'] as const satisfies readonly JudgedLevel[];

/** How much was enumerated for a call. */
export interface CallSize {
  readonly call: string;
  readonly points: number;
  readonly impossible: number;
  /** Points that remain when values that no rule distinguishes are merged. */
  readonly enumerated: number;
  /** Different sets of rules that apply somewhere. */
  readonly ruleSets: number;
  readonly outcomes: number;
  readonly outcomeClasses: number;
}

/** Where a rule was seen to matter. */
export interface RuleUse {
  /** It applies at a possible point. */
  applies: boolean;
  /** Without it, something else would be allowed somewhere. */
  matters: boolean;
  /** Of a rule that restates others: a point at which it says more than they do. */
  beyond?: string;
  /** Of the rules that it restates: those without which it would say something. */
  readonly leansOn: Set<string>;
}

/** A call of a contract, laid out for the proof. */
export class CallProof {
  readonly call: string;
  readonly size: CallSize;
  readonly problems: Problem[] = [];
  private readonly rules: readonly Rule[];
  private readonly points: PointClasses;
  private readonly space: OutcomeSpace;
  private readonly unseen: readonly Rule[];

  constructor(contract: Contract, call: string, fixed: Point) {
    this.call = call;
    const own = contract.rules.filter((rule) => rule.party === 'driver' && rule.call.includes(call));
    this.unseen = own.filter((rule) => rule.untestable !== undefined);
    this.rules = own.filter((rule) => rule.untestable === undefined);
    this.points = pointClasses(
      contract,
      call,
      [...this.rules, ...this.unseen].map(({ when }) => when),
      fixed,
    );
    this.space = outcomeSpace(contract, call, this.rules);
    this.size = {
      call,
      points: this.points.points,
      impossible: this.points.impossible,
      enumerated: this.points.enumerated,
      ruleSets: this.points.classes.length,
      outcomes: this.space.outcomes,
      outcomeClasses: this.space.classes.length,
    };
  }

  /**
   * Every point has an answer, and an outcome that is allowed (else see `problems`); where each rule matters is noted
   * in `uses`.
   */
  prove(uses: Map<string, RuleUse>): void {
    for (const one of this.points.classes) {
      const rules: Rule[] = [];
      const unseen: Rule[] = [];
      for (const index of one.holds) {
        const rule = this.rules[index] ?? this.unseen[index - this.rules.length];
        if (rule !== undefined) (rule.untestable === undefined ? rules : unseen).push(rule);
      }
      this.provePoint(one, rules, unseen);
      this.proveRules(one, rules, unseen, uses);
    }
  }

  private provePoint(one: PointClass, rules: readonly Rule[], unseen: readonly Rule[]): void {
    if (!isAnswered([...rules, ...unseen])) {
      this.say('SPEC_NO_ANSWER', one, `no rule says what should happen (${many(one)})`);
    }
    for (const at of judgedLevels) {
      if (allowedSet(this.space, rules, at) !== 0n) continue;
      const binding = rules.filter(({ level }) => level === 'MUST' || level === at).map(({ id }) => id);
      this.say(
        'SPEC_EMPTY',
        one,
        `at ${at} nothing is allowed (${many(one)}); rules that bind there: ${binding.join(', ')}`,
      );
      break;
    }
  }

  private proveRules(
    one: PointClass,
    rules: readonly Rule[],
    unseen: readonly Rule[],
    uses: Map<string, RuleUse>,
  ): void {
    let base: Rule[] | undefined;
    for (const rule of rules) {
      const use = useOf(uses, rule.id);
      use.applies = true;
      if (rule.restates === undefined && use.matters) continue;
      base ??= rules.filter(({ restates }) => restates === undefined);
      if (rule.restates !== undefined) this.proveRestated(rule, base, one, use);
      else use.matters = this.matters(rule, base, unseen);
    }
  }

  private matters(rule: Rule, base: readonly Rule[], unseen: readonly Rule[]): boolean {
    const others = base.filter((one) => one !== rule);
    switch (rule.level) {
      case 'MUST':
      case 'SHOULD':
        return this.differs(base, others, rule.level);
      case 'MAY':
      case 'OPEN': {
        if (rule.kind !== 'constraint' && !isAnswered([...others, ...unseen])) return true;
        if (rule.kind === 'cause') return judgedLevels.some((at) => this.differs(base, others, at));
        // What is only observed matters where it could come out either way.
        return this.differs([...others, { ...rule, level: 'SHOULD' }], others, 'SHOULD');
      }
    }
  }

  private proveRestated(rule: Rule, base: readonly Rule[], one: PointClass, use: RuleUse): void {
    const at = rule.level === 'MUST' ? 'MUST' : 'SHOULD';
    if (use.beyond === undefined && this.differs([...base, rule], base, at)) use.beyond = this.placeOf(one);
    for (const id of rule.restates ?? []) {
      if (use.leansOn.has(id)) continue;
      const without = base.filter((other) => other.id !== id);
      if (this.differs([...without, rule], without, at)) use.leansOn.add(id);
    }
  }

  private differs(some: readonly Rule[], others: readonly Rule[], at: JudgedLevel): boolean {
    return allowedSet(this.space, some, at) !== allowedSet(this.space, others, at);
  }

  /** The call, and what is remarkable about the point. */
  private placeOf(one: PointClass): string {
    return `${this.call}, ${pointText(this.points.variables, one.example())}`;
  }

  private say(code: Problem['code'], one: PointClass, what: string): void {
    this.problems.push({
      code,
      message: `${this.placeOf(one)}: ${what}`,
      call: this.call,
      point: one.example(),
    });
  }
}

function many({ points }: PointClass): string {
  return points === 1 ? '1 point' : `${points} points`;
}

function useOf(uses: Map<string, RuleUse>, id: string): RuleUse {
  let use = uses.get(id);
  if (use === undefined) uses.set(id, (use = { applies: false, matters: false, leansOn: new Set() }));
  return use;
}
