// The machine in Promela: one process, one flat do-loop of d_step options, so that Spin stores exactly the states that our own
// search reaches. Each option says again, in Spin's words, what must hold behind it.
import type { Contract } from '../model.ts';
import { answersOf, Machine, type Bounds } from './machine.ts';
import type { Answers } from './answers.ts';
import type { Exploration } from './explore.ts';
import { keysOf, keyName, noKey, sentKey } from './keys.ts';
import { outputStates } from './output.ts';
import { addOptions, option, type Making, type Slot } from './promela-options.ts';
import { outputCallsOf, sessionCallsOf } from './promela-calls.ts';
import { refreshes } from './session.ts';

/** What stands at the head of the model, for holding Spin's result against. */
export type Found = Pick<Exploration, 'states' | 'violations' | 'bounds'>;

/**
 * Writes the machine of these bounds as a Promela model.
 * @param found what {@link explore} found of it
 */
export function promelaOf(
  contract: Contract,
  bounds: Bounds,
  found: Found,
  answers: Answers = answersOf(contract, bounds.keys),
): string {
  const machine = new Machine(contract, bounds, answers);
  const slots = slotsOf(bounds);
  const options = new Map<string, Set<string>>();
  const all = keysOf(bounds.keys);
  const making = { answers, keys: bounds.keys };
  for (const [index, slot] of slots.entries()) {
    const isSession = index < bounds.sessions;
    const calls = isSession ? sessionCallsOf(index, bounds) : outputCallsOf(index - bounds.sessions);
    const own: Making = { ...making, all: isSession ? all : outputKeys(bounds.keys), mayLose: !isSession };
    for (const call of calls) addOptions(options, own, slot, call);
  }
  for (const { call, othersChanged } of machine.elsewhere) {
    for (const text of elsewhere(slots, othersChanged))
      options.set(text, (options.get(text) ?? new Set()).add(call));
  }
  const lines = [...options].map(([text, calls]) => `  ${text} /* ${[...calls].join(', ')} */`);
  return [...head(contract, bounds, found), ...declarations(bounds), ...lines, '  od', '}', ''].join('\n');
}

function head(contract: Contract, { keys }: Bounds, { bounds, states, violations }: Found): string[] {
  return [
    `/* The sessions' and outputs' machine of contract ${contract.version}, ${contract.hash}.`,
    ' * Written by `kexcts spec export --format promela`.',
    ` * bounds: ${bounds}`,
    ` * states: ${states}`,
    ` * violated: ${violations.map(({ invariant }) => invariant).join(', ') || 'none'}`,
    ' *',
    ' * Verify with: spin -a MODEL; cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -m1000000',
    ` * Keys: ${keysOf(keys)
      .map((key) => `${key} ${keyName(key, keys)}`)
      .join(', ')}.`,
    ' */',
  ];
}

function declarations({ sessions, outputs }: Bounds): string[] {
  const saved = [
    ...Array.from({ length: sessions }, (_, at) => `was[${at}] = key[${at}]`),
    ...Array.from({ length: outputs }, (_, at) => `outputWas[${at}] = outputKey[${at}]`),
  ];
  return [
    '#define XOR(k) ((k) == 0 -> 0 : ((k) % 2 == 1 -> (k) + 1 : (k) - 1))',
    `#define SAVE ${saved.join('; ')}`,
    ...(sessions === 0
      ? []
      : [
          `byte device[${sessions}];    /* 0: no session; else one more than the device that it is on */`,
          `byte accepted[${sessions}];  /* whether a negotiation was accepted */`,
          `byte key[${sessions}];       /* the key in force */`,
          `byte refresh[${sessions}];   /* ${refreshes.map((name, at) => `${at} ${name}`).join(', ')} */`,
          `hidden byte was[${sessions}];`,
        ]),
    ...(outputs === 0
      ? []
      : [
          `byte output[${outputs}];     /* 0: no output; ${outputStates.map((name, at) => `${at + 1} ${name}`).join(', ')} */`,
          `byte outputKey[${outputs}];`,
          `hidden byte outputWas[${outputs}];`,
        ]),
    `byte refused;      /* one more than the session whose call had to be refused just before; ${sessions + 1}: it is gone */`,
    '',
    'active proctype caller() {',
    '  do',
  ];
}

function outputKeys(keys: number): number[] {
  return [noKey, ...Array.from({ length: keys + 1 }, (_, index) => sentKey(index))];
}

function slotsOf({ sessions, outputs, keys }: Bounds): Slot[] {
  const plain = [
    ...Array.from({ length: sessions }, (_, at) => ({
      exists: `device[${at}] != 0`,
      key: `key[${at}]`,
      was: `was[${at}]`,
      all: keysOf(keys),
    })),
    ...Array.from({ length: outputs }, (_, at) => ({
      exists: `output[${at}] != 0`,
      key: `outputKey[${at}]`,
      was: `outputWas[${at}]`,
      all: outputKeys(keys),
    })),
  ];
  return plain.map(({ key, was }, at) => ({ key, was, others: plain.filter((_, index) => index !== at) }));
}

/** Calls that are about no object of the machine: nothing changes, or any key does. */
function* elsewhere(slots: readonly Slot[], othersChanged: boolean): Generator<string> {
  const every = [...new Map(slots.flatMap(({ others }) => others).map((one) => [one.key, one])).values()];
  const kept = every.map(({ key, was }) => `${key} == ${was}`);
  const apart = kept.length === 0 ? [] : [`assert(${kept.join(' && ')})`];
  if (!othersChanged) yield option([], apart);
  else
    for (const { exists, key, all } of every)
      for (const value of all) yield option([exists, `${key} != ${value}`], [`${key} = ${value}`, ...apart]);
}
