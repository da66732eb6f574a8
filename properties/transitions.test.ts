// Transition coverage, counted apart from the generator: the abstract states and outcomes are those of the explored machine
// (src/1-contract/machine), the walks are those of the planned cases, call by call at their declared points.
import { describe, expect, test } from 'vitest';
import type { Answers, Result } from '../src/1-contract/machine/answers.ts';
import { answersOf } from '../src/1-contract/machine/machine.ts';
import { outputCalls, outputStates, setCall } from '../src/1-contract/machine/output.ts';
import { negotiations, sessionAlways, sessionCalls } from '../src/1-contract/machine/session.ts';
import type { Point } from '../src/1-contract/model.ts';
import { kindOf } from '../src/steps/step-kinds.ts';
import { flattenSteps, sentStep } from '../src/steps/recipe.ts';
import { contextOf, contract } from '../src/2-plan/plan-context.test-support.ts';
import { plan } from '../src/2-plan/plan.ts';
import type { Case } from '../src/steps/case.ts';
import type { Step } from '../src/steps/recipe.ts';
import { properties } from './all.ts';

/** What one kind of object goes through: its abstract states by name, with the values of the point that they stand for. */
interface Kind {
  readonly name: string;
  readonly calls: readonly string[];
  readonly create: string;
  readonly destroy: string;
  readonly fixed: Readonly<Record<string, Point>>;
  readonly always: Point;
  /** The state behind a call; undefined where the suite does not make it there. */
  readonly after: (state: string, call: string, result: Result) => string | undefined;
}

const session: Kind = {
  name: 'session',
  calls: sessionCalls,
  create: 'CreateCryptoSession',
  destroy: 'DestroyCryptoSession',
  always: sessionAlways,
  fixed: {
    absent: {},
    'no key': { sessionKey: 'none', refresh: 'idle' },
    keyed: { sessionKey: 'set', refresh: 'idle' },
    pending: { sessionKey: 'set', refresh: 'pending' },
    overtaken: { sessionKey: 'set', refresh: 'overtaken' },
  },
  after: (state, call, result) => {
    if ((call === 'CreateCryptoSession') !== (state === 'absent')) return undefined;
    if (call === 'CreateCryptoSession') return result === 'failure' ? 'absent' : 'no key';
    if (call === 'DestroyCryptoSession') return 'absent';
    if (call === 'StartSessionKeyRefresh')
      return state === 'keyed' || state === 'no key' ? 'pending' : 'overtaken';
    if (call === 'FinishSessionKeyRefresh') return 'keyed';
    if (!negotiations.some((one) => one === call) || result === 'failure') return state;
    return state === 'pending' || state === 'overtaken' ? 'overtaken' : 'keyed';
  },
};

const output: Kind = {
  name: 'output',
  calls: outputCalls,
  create: 'OPMCreateProtectedOutput',
  destroy: 'OPMDestroyProtectedOutput',
  always: {},
  fixed: { absent: {}, ...Object.fromEntries(outputStates.map((name) => [name, { output: name }])) },
  after: (state, call, result) => {
    const creates = call === 'OPMCreateProtectedOutput';
    if (creates !== (state === 'absent')) return undefined;
    if (creates) return result === 'failure' ? 'absent' : 'no-random';
    if (call === 'OPMDestroyProtectedOutput') return 'absent';
    // The caller reads it once (NCSKE-OPM-8).
    if (call === 'OPMGetRandomNumber')
      return state !== 'no-random' ? undefined : result === 'failure' ? state : 'ready';
    if (call !== setCall) return state;
    if (result !== 'failure') return 'keyed';
    return state === 'ready' ? 'refused' : state;
  },
};

interface Transition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Transitions of a call from a state that the contract allows at points with these values. */
function transitions(answers: Answers, kind: Kind, call: string, state: string, point: Point): Transition[] {
  const ways = answers
    .at(call, { ...kind.always, ...point, ...kind.fixed[state] })
    .flatMap((one) => one.ways);
  return [...new Set(ways.map(({ result }) => result))].flatMap((result) => {
    const to = kind.after(state, call, result);
    return to === undefined ? [] : [{ name: `${call} | ${state} | ${result}`, from: state, to }];
  });
}

/** Every transition class of the states that can be reached. */
function wantedOf(answers: Answers, kind: Kind, calls: readonly string[]): Transition[] {
  const found: Transition[] = [];
  const states = ['absent'];
  for (let at = 0; at < states.length; at += 1) {
    for (const call of calls) {
      for (const one of transitions(answers, kind, call, states[at] ?? '', {})) {
        found.push(one);
        if (!states.includes(one.to)) states.push(one.to);
      }
    }
  }
  return found;
}

interface Covered {
  readonly classes: Set<string>;
  readonly pairs: Set<string>;
}

/** What a case walks through; where the contract leaves an outcome open, the driver decides, and every one is followed. */
function walk(answers: Answers, kind: Kind, one: Case, covered: Covered): void {
  const last = new Map<string, readonly Transition[]>();
  for (const [at, flat] of flattenSteps(one.recipe).entries()) {
    const step: Step = sentStep(flat);
    const name = kindOf(step).objectName(step);
    if (name === undefined || !kind.calls.includes(step.call)) continue;
    const before = last.get(name);
    const froms = before === undefined ? ['absent'] : [...new Set(before.map(({ to }) => to))];
    const now = froms.flatMap((state) => transitions(answers, kind, step.call, state, one.points[at] ?? {}));
    for (const second of now) {
      covered.classes.add(second.name);
      for (const first of before ?? [])
        if (first.to === second.from) covered.pairs.add(`${first.name} > ${second.name}`);
    }
    if (now.length > 0) last.set(name, now);
  }
  // What a case leaves is destroyed behind it (see send-case.ts).
  for (const before of last.values()) {
    for (const first of before) {
      for (const second of transitions(answers, kind, kind.destroy, first.to, {})) {
        covered.classes.add(second.name);
        covered.pairs.add(`${first.name} > ${second.name}`);
      }
    }
  }
}

/** Pairs that the plan leaves out. */
const leftOut: readonly { readonly name: string; readonly why: string }[] = [
  {
    name: 'OPMCreateProtectedOutput | absent | done > OPMDestroyProtectedOutput | no-random | done',
    why: 'an output that nothing was asked of never had a key; outputs that were used are destroyed in every state',
  },
];

/** Calls that no step makes by itself: EncryptionBlt is the other half of a blit, sent and judged with DecryptionBlt. */
const withinOthers = ['EncryptionBlt'];
/** Not in every dialect; it has the rules of the call that it is named after. */
const mtCall = 'NegotiateCryptoSessionKeyExchangeMT';

/** Transitions that the table allows and no caller can bring about. */
const unmakeable: readonly { readonly name: string; readonly why: string }[] = [
  {
    name: `${setCall} | no-random | success`,
    why: 'a random number that nobody read cannot be sent: the block differs in it, and is refused (NCSKE-OPM-5)',
  },
];

test('what no caller can bring about is in no case', () => {
  const answers = answersOf(contract, 1);
  const covered: Covered = { classes: new Set(), pairs: new Set() };
  for (const one of plan(properties, contextOf('gate')).cases) walk(answers, output, one, covered);
  const all = wantedOf(answers, output, output.calls).map(({ name }) => name);
  for (const { name } of unmakeable) {
    expect(all).toContain(name);
    expect(covered.classes.has(name)).toBe(false);
  }
});

describe.each([session, output])('$name', (kind) => {
  const answers = answersOf(contract, 1);
  const covered: Covered = { classes: new Set(), pairs: new Set() };
  for (const one of plan(properties, contextOf('gate')).cases) walk(answers, kind, one, covered);
  const calls = kind.calls.filter((call) => !withinOthers.includes(call) && call !== mtCall);
  const wanted = wantedOf(answers, kind, calls).filter(({ name }) =>
    unmakeable.every((one) => one.name !== name),
  );

  test('gate covers every transition class', () => {
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.map(({ name }) => name).filter((name) => !covered.classes.has(name))).toEqual([]);
  });

  test('gate covers every two classes that can follow one another', () => {
    const missing = wanted.flatMap((first) =>
      wanted
        // What is made behind a destroyed object is another one.
        .filter((second) => first.to === second.from && second.from !== 'absent')
        .map((second) => `${first.name} > ${second.name}`)
        .filter((pair) => !covered.pairs.has(pair)),
    );
    expect(missing).toEqual(leftOut.map(({ name }) => name).filter((name) => name.startsWith(kind.create)));
  });
});
