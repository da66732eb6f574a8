// What the contract allows a call to do to keys, at all points of a state: read from the table with the interpreter's own
// functions, and joined over everything that the state does not fix.
import { isFailure, parseStatus } from '../../core/windows/hresult.ts';
import { outcomeSpace } from '../check/outcome-space.ts';
import { pointClasses } from '../check/point-classes.ts';
import { allowedBy, ruleFit } from '../evaluate.ts';
import type { Condition, Contract, OutcomeBox, Point, Rule } from '../model.ts';
import { pointVariables } from '../variables.ts';
import { wordsIn } from './keys.ts';

/** `done`: the call returns nothing. */
export type Result = 'success' | 'failure' | 'done';

/** Whether the caller handed over a key: no bytes at all; a block with a key; one with a second key behind the first. */
export type BlockKind = 'no-bytes' | 'key' | 'two-keys';

/** An outcome that is allowed, with the plainest point at which it is. */
export interface Way {
  readonly result: Result;
  /** Words for the key behind the call, as bits; 0 where the call has no say in it. */
  readonly words: number;
  readonly othersChanged: boolean;
  /** The code by its name, where there is one. */
  readonly code?: string;
  readonly point: Point;
}

/** Points of a call that are alike in what was sent, in what is left open, and in whether anything but failure is allowed. */
export interface Answer {
  readonly block: BlockKind;
  /** Ids of the rules asked for that apply, joined by blanks. */
  readonly open: string;
  readonly mustFail: boolean;
  readonly ways: readonly Way[];
}

interface Box {
  readonly box: OutcomeBox;
  readonly result: Result;
  readonly words: number;
  readonly othersChanged: boolean;
  readonly code?: string;
}

/** A call laid out for asking. */
interface Layout {
  readonly rules: readonly Rule[];
  readonly conditions: readonly Condition[];
  readonly boxes: readonly Box[];
  readonly accepted: readonly bigint[];
  readonly failures: bigint;
  readonly known: Map<string, readonly Answer[]>;
}

const keyVariables = new Set(['hr', 'status', 'key', 'others']);

/** Values that decide what a block carries; points are always distinguished by them. */
const distinctions: readonly Condition[] = [{ pointer: ['null'] }, { message: ['opm-length'] }];

/** Asks the contract; every question is worked out once. */
export class Answers {
  private readonly contract: Contract;
  private readonly wordSets: readonly number[];
  private readonly named: ReadonlySet<string>;
  private readonly layouts = new Map<string, Layout>();

  /**
   * @param wordSets the combinations of words that can come about, as bits
   * @param named ids of OPEN rules that answers name
   */
  constructor(contract: Contract, wordSets: readonly number[], named: ReadonlySet<string>) {
    this.contract = contract;
    this.wordSets = wordSets;
    this.named = named;
  }

  /** Whether any rule says what the call does to other objects. */
  speaksOfOthers(call: string): boolean {
    return this.layout(call).rules.some((rule) => 'others' in rule.allow);
  }

  /** All that is allowed where these variables have these values, whatever the others are. */
  at(call: string, fixed: Point): readonly Answer[] {
    const layout = this.layout(call);
    const name = this.nameOf(call, layout, fixed);
    let answers = layout.known.get(name);
    if (answers === undefined) layout.known.set(name, (answers = this.work(call, layout, fixed)));
    return answers;
  }

  private layout(call: string): Layout {
    let layout = this.layouts.get(call);
    if (layout === undefined) this.layouts.set(call, (layout = this.lay(call)));
    return layout;
  }

  private lay(call: string): Layout {
    // Constraints on anything but codes and keys say nothing here; courses and causes stand for ways out.
    const rules = this.contract.rules.filter(
      ({ party, untestable, call: calls, kind, allow, given = {} }) =>
        party === 'driver' &&
        untestable === undefined &&
        calls.includes(call) &&
        (kind !== 'constraint' ||
          [...Object.keys(allow), ...Object.keys(given)].some((one) => keyVariables.has(one))),
    );
    const boxes = this.boxesOf(call, rules);
    const bits = (holds: (box: Box) => boolean): bigint =>
      boxes.reduce((set, box, at) => (holds(box) ? set | (1n << BigInt(at)) : set), 0n);
    return {
      rules,
      conditions: [...rules.map(({ when }) => when), ...distinctions],
      boxes,
      // What is not of codes and keys is not looked at: it never stands in the way.
      accepted: rules.map((rule) => bits(({ box }) => ruleFit(rule, box) !== 'rejected')),
      failures: bits(({ result }) => result === 'failure'),
      known: new Map(),
    };
  }

  private boxesOf(call: string, rules: readonly Rule[]): Box[] {
    const { outcomes } = this.contract;
    const codes = outcomeSpace({ outcomes: outcomes.filter(({ type }) => type === 'status') }, call, rules);
    const hasKey = outcomes.some(({ name, calls }) => name === 'key' && calls.includes(call));
    return codes.classes.flatMap((code) => {
      const [name] = Object.values(code).flat();
      const parsed = name === undefined ? undefined : parseStatus(name);
      const result = parsed === undefined ? 'done' : isFailure(parsed) ? 'failure' : 'success';
      return (hasKey ? this.wordSets : [0]).flatMap((words) =>
        [false, true].map((othersChanged): Box => {
          const key = words === 0 ? {} : { key: wordsIn(words) };
          const box = { ...code, ...key, others: [othersChanged ? 'changed' : 'same'] };
          return { box, result, words, othersChanged, ...(name === undefined ? {} : { code: name }) };
        }),
      );
    });
  }

  /** Values that nothing distinguishes have one name. */
  private nameOf(call: string, { conditions }: Layout, fixed: Point): string {
    const rows = this.contract.impossible.filter((row) => row.call.includes(call) || row.call.includes('*'));
    const all = [...conditions, ...rows.map(({ when }) => when)];
    return Object.entries(fixed)
      .map(([name, value]) => all.map((one) => (one[name]?.includes(value) === false ? '0' : '1')).join(''))
      .join('|');
  }

  private work(
    call: string,
    { rules, conditions, boxes, accepted, failures }: Layout,
    fixed: Point,
  ): Answer[] {
    const own = pointVariables(this.contract, call).map(({ name }) => name);
    const fixedHere = Object.fromEntries(Object.entries(fixed).filter(([name]) => own.includes(name)));
    const all = (1n << BigInt(boxes.length)) - 1n;
    const found = new Map<string, { head: Omit<Answer, 'ways'>; bits: bigint; ways: Way[] }>();
    for (const one of pointClasses(this.contract, call, conditions, fixedHere).classes) {
      const here: Rule[] = [];
      const setOf = new Map<Rule, bigint>();
      const { holds } = one;
      for (const index of holds) {
        const rule = rules[index];
        if (rule === undefined) continue;
        here.push(rule);
        setOf.set(rule, accepted[index] ?? all);
      }
      const { branches, constraints } = allowedBy(here, 'SHOULD');
      const both = (some: readonly Rule[]): bigint =>
        some.reduce((set, rule) => set & (setOf.get(rule) ?? all), all);
      const allowed = branches.reduce((set, branch) => set | both(branch.rules), 0n) & both(constraints);
      const head = {
        block: blockOf(holds, rules.length),
        open: here.flatMap(({ level, id }) => (level === 'OPEN' && this.named.has(id) ? [id] : [])).join(' '),
        mustFail: (allowed & ~failures) === 0n,
      };
      const key = JSON.stringify(head);
      let answer = found.get(key);
      if (answer === undefined) found.set(key, (answer = { head, bits: 0n, ways: [] }));
      const more = allowed & ~answer.bits;
      if (more === 0n) continue;
      answer.bits |= more;
      const point = { ...one.example(), ...fixedHere };
      for (const [at, { result, words, othersChanged, code }] of boxes.entries()) {
        if (((more >> BigInt(at)) & 1n) === 0n) continue;
        const known = answer.ways.some(
          (way) => way.result === result && way.words === words && way.othersChanged === othersChanged,
        );
        if (!known)
          answer.ways.push({ result, words, othersChanged, point, ...(code === undefined ? {} : { code }) });
      }
    }
    return [...found.values()].map(({ head, ways }) => ({ ...head, ways }));
  }
}

/** By the distinctions, which stand behind the rules' conditions. */
function blockOf(holds: readonly number[], rules: number): BlockKind {
  if (holds.includes(rules)) return 'no-bytes';
  return holds.includes(rules + 1) ? 'two-keys' : 'key';
}
