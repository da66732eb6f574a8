import { describe, expect, test } from 'vitest';
import { channelMachine, outputMachine, sessionMachine, type DraftMachine } from './state-machines.ts';
import { contextOf, contract } from './plan-context.test-support.ts';
import { transitionClass, explore, sequences, stateName, type Transition } from './transitions.ts';

const context = contextOf('gate');

function find(
  transitions: readonly Transition<DraftMachine['moves'][number]>[],
  move: string,
  from: string,
): string[] {
  return transitions
    .filter((one) => one.move.name === move && stateName(one.from) === from)
    .map((one) => `${one.outcome}${one.obliged ? '!' : ''}`);
}

describe('a session', () => {
  const machine = sessionMachine(context);
  const transitions = explore(contract, machine);

  test('all its states are reached, and no other', () => {
    expect([...new Set(transitions.map((one) => stateName(one.from)))]).toEqual([
      'sessionKey none, refresh idle',
      'sessionKey set, refresh idle',
      'sessionKey set, refresh pending',
      'sessionKey set, refresh overtaken',
    ]);
  });

  test('outcomes are those of the contract', () => {
    expect(find(transitions, 'valid', 'sessionKey none, refresh idle')).toEqual(['success!']);
    expect(find(transitions, 'valid', 'sessionKey set, refresh idle')).toEqual(['success', 'failure']);
    expect(find(transitions, 'ps-last', 'sessionKey set, refresh idle')).toEqual(['failure!']);
    expect(find(transitions, 'finish refresh', 'sessionKey set, refresh pending')).toEqual(['done!']);
  });

  test('what the contract calls impossible is not made', () => {
    expect(find(transitions, 'finish refresh', 'sessionKey set, refresh idle')).toEqual([]);
    expect(find(transitions, 'start refresh', 'sessionKey none, refresh idle')).toEqual([]);
  });

  test('another contract gives other outcomes', () => {
    const lenient = { ...contract, rules: contract.rules.filter((rule) => rule.cause !== 'encoding') };
    expect(find(explore(lenient, machine), 'ps-last', 'sessionKey none, refresh idle')).toEqual(['success!']);
  });
});

test('an output is set once its random number was read; what comes again is open', () => {
  const transitions = explore(contract, outputMachine(context));
  expect(find(transitions, 'random', 'output no-random')).toEqual(['success!']);
  expect(find(transitions, 'parameters', 'output ready')).toEqual(['success!']);
  expect(find(transitions, 'other-random', 'output ready')).toEqual(['failure!']);
  expect(find(transitions, 'parameters', 'output keyed')).toEqual(['success', 'failure']);
  expect(find(transitions, 'random', 'output ready')).toEqual([]);
});

describe.each([sessionMachine, outputMachine, channelMachine])('sequences of %o', (make) => {
  const machine = make(context);
  const transitions = explore(contract, machine);

  /** The transitions that a walk over the moves can take, class by class. */
  function pairsOf(walk: readonly DraftMachine['moves'][number][]): string[] {
    const pairs: string[] = [];
    let before: Transition<DraftMachine['moves'][number]>[] = [];
    let states = new Set([stateName(machine.initial)]);
    for (const move of walk) {
      const now = transitions.filter((one) => one.move === move && states.has(stateName(one.from)));
      for (const first of before) {
        for (const second of now) {
          if (stateName(first.to) === stateName(second.from))
            pairs.push(`${transitionClass(first)} > ${transitionClass(second)}`);
        }
      }
      before = now;
      states = new Set(now.map((one) => stateName(one.to)));
    }
    return pairs;
  }

  test.each([false, true])(
    'cover every two classes that can follow one another (every move: %s)',
    (every) => {
      const wanted = new Set<string>();
      for (const first of transitions) {
        for (const second of transitions) {
          if (stateName(first.to) === stateName(second.from))
            wanted.add(`${transitionClass(first)} > ${transitionClass(second)}`);
        }
      }
      const covered = new Set(
        sequences(transitions, machine.initial, every).flatMap(({ moves }) => pairsOf(moves)),
      );
      expect([...wanted].filter((pair) => !covered.has(pair))).toEqual([]);
    },
  );

  test('every single defect takes part where each move does', () => {
    const used = new Set(
      sequences(transitions, machine.initial, true).flatMap(({ moves }) => moves.map((move) => move.name)),
    );
    const obliged = transitions.filter((one) => one.obliged).map((one) => one.move.name);
    expect([...new Set(obliged)].filter((name) => !used.has(name))).toEqual([]);
  });

  test('none begins another, and the same ones come each time', () => {
    const names = (): string[] =>
      sequences(transitions, machine.initial, false).map(({ moves }) =>
        moves.map((move) => move.name).join(' > '),
      );
    const all = names();
    expect(all.filter((one) => all.some((other) => other !== one && other.startsWith(`${one} > `)))).toEqual(
      [],
    );
    expect(names()).toEqual(all);
  });
});
