// The steps of one object as options of Promela's do-loop: `d_step { guard -> effect; assertions }`.
import type { Point } from '../model.ts';
import type { Answer, Answers, Result, Way } from './answers.ts';
import { invariants, type Deed } from './invariants.ts';
import { noKey, wordsFor, type Carried, type Key } from './keys.ts';
import { carriedBy } from './object.ts';

/** How an object is written in Promela: its index, and the names of its variables. */
export interface Slot {
  /** The variable that holds its key. */
  readonly key: string;
  /** The copy of the key from before the step. */
  readonly was: string;
  /** Keys of all other objects, with all that they can be. */
  readonly others: readonly {
    readonly exists: string;
    readonly key: string;
    readonly was: string;
    readonly all: readonly Key[];
  }[];
}

/** Values of the point that the state decides, each with the guard that it stands for. */
export interface Context {
  readonly fixed: Point;
  readonly guards: readonly string[];
  readonly random: boolean;
}

/** A call from one kind of state: where answers are the same, states are taken together. */
export interface Call {
  readonly call: string;
  readonly deed: Deed;
  /** Values of the point that the state decides; all that there are. */
  readonly contexts: readonly Context[];
  /** What holds in all of them. */
  readonly guard: string;
  /** What it does to variables other than the key. */
  readonly effect: (result: Result, mustFail: boolean) => readonly string[];
}

/** What a machine's options are made from. */
export interface Making {
  readonly answers: Answers;
  readonly all: readonly Key[];
  /** How many keys are sent. */
  readonly keys: number;
  /** An output may lose its key where a call fails. */
  readonly mayLose: boolean;
}

/** All options of a call on an object, each with the names of its calls; equal ones are one. */
export function addOptions(options: Map<string, Set<string>>, making: Making, slot: Slot, call: Call): void {
  const groups = new Map<string, Context[]>();
  const names = new Map<readonly Answer[], number>();
  for (const context of call.contexts) {
    const answers = making.answers.at(call.call, context.fixed);
    if (!names.has(answers)) names.set(answers, names.size);
    const name = `${names.get(answers) ?? 0} ${context.random}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [context]);
    else group.push(context);
  }
  for (const group of groups.values()) {
    const [{ fixed, random } = { fixed: {}, random: false }] = group;
    const where = guardOf(group, call.contexts);
    for (const answer of making.answers.at(call.call, fixed)) {
      for (const text of optionsOf(making, slot, call, answer, random, [call.guard, ...where])) {
        const calls = options.get(text);
        if (calls === undefined) options.set(text, new Set([call.call]));
        else calls.add(call.call);
      }
    }
  }
}

/** What distinguishes a group of contexts from the others: place by place where that does, else each one in full. */
function guardOf(group: readonly Context[], all: readonly Context[]): string[] {
  const places = group[0]?.guards.map((_, place) => place) ?? [];
  const of = (contexts: readonly Context[], place: number): string[] => [
    ...new Set(contexts.map(({ guards }) => guards[place] ?? '')),
  ];
  const product = places.reduce((count, place) => count * of(group, place).length, 1);
  if (product !== group.length) return [anyOf(group.map(({ guards }) => `(${guards.join(' && ')})`))];
  return places
    .filter((place) => of(group, place).length < of(all, place).length)
    .map((place) => anyOf(of(group, place).map((one) => `(${one})`)));
}

function* optionsOf(
  making: Making,
  slot: Slot,
  call: Call,
  answer: Answer,
  random: boolean,
  guards: readonly string[],
): Generator<string> {
  const { deed } = call;
  const asked = deed === 'negotiate' ? carriedBy(answer.block, making.keys) : [{}];
  for (const carried of asked) {
    for (const { result, othersChanged, after, befores } of movesOf(making, deed, answer, carried, random)) {
      const effect = call.effect(result, answer.mustFail);
      const asserted = assertions(making, slot, deed, result, carried, answer.open);
      const from =
        befores.length === making.all.length ? [] : [anyOf(befores.map((key) => `${slot.key} == ${key}`))];
      const change = after === undefined ? [] : [`${slot.key} = ${after}`];
      if (!othersChanged) {
        yield option([...guards, ...from], [...effect, ...change, ...asserted]);
        continue;
      }
      for (const other of slot.others) {
        for (const key of other.all) {
          yield option(
            [...guards, ...from, other.exists, `${other.key} != ${key}`],
            [...effect, ...change, `${other.key} = ${key}`, ...asserted],
          );
        }
      }
    }
  }
}

interface Move {
  readonly result: Result;
  readonly othersChanged: boolean;
  /** Keys before the step. */
  readonly befores: readonly Key[];
  /** The key behind it; absent: the same. */
  readonly after?: Key;
}

/** Which key may come behind which. */
function movesOf({ all }: Making, deed: Deed, { ways }: Answer, carried: Carried, random: boolean): Move[] {
  const moves = new Map<string, Move>();
  const add = (way: Way, befores: readonly Key[], after?: Key): void => {
    if (befores.length === 0) return;
    const { result, othersChanged } = way;
    const name = `${result} ${othersChanged} ${after ?? ''}`;
    const known = moves.get(name)?.befores ?? [];
    const merged = all.filter((key) => known.includes(key) || befores.includes(key));
    moves.set(name, { result, othersChanged, befores: merged, ...(after === undefined ? {} : { after }) });
  };
  for (const way of ways) {
    const { result, words } = way;
    if (deed === 'destroy' || (deed === 'create' && result === 'failure')) add(way, all, noKey);
    else if (words === 0) add(way, all);
    else {
      const befores = deed === 'create' ? [noKey] : all;
      const fits = (before: Key, after: Key): boolean => wordsFor(before, after, carried, random) === words;
      add(
        way,
        befores.filter((before) => fits(before, before)),
      );
      for (const after of all) {
        add(
          way,
          befores.filter((before) => before !== after && fits(before, after)),
          after,
        );
      }
    }
  }
  return [...moves.values()];
}

/** What must hold behind the step: each of the invariants that its call is about, where no rule leaves it open. */
function assertions(
  making: Making,
  slot: Slot,
  deed: Deed,
  result: Result,
  { sent, at16 }: Carried,
  open: string,
): string[] {
  const applies = open === '' ? [] : open.split(' ');
  const claimed = (name: string): boolean =>
    invariants.some((one) => one.name === name && !one.leftOpenBy.some((id) => applies.includes(id)));
  const stays = `${slot.key} == ${slot.was}`;
  const texts: string[] = [];
  const say = (name: string, text: string): void => {
    if (claimed(name)) texts.push(`assert(${text})`);
  };
  if (deed === 'negotiate' && result === 'success') {
    const right = [sent, at16].filter((key) => key !== undefined).map((key) => `${slot.key} == ${key}`);
    say('accepted', right.length === 0 ? 'false' : right.join(' || '));
  }
  if (result === 'failure') say('refused', making.mayLose ? `${stays} || ${slot.key} == 0` : stays);
  if (deed === 'start' || deed === 'use') say('refresh', stays);
  if (deed === 'finish') say('refresh', `${slot.key} == XOR(${slot.was})`);
  if (deed === 'create' && result !== 'failure') say('new', `${slot.key} == 0`);
  if (slot.others.length > 0)
    say('apart', slot.others.map(({ key, was }) => `${key} == ${was}`).join(' && '));
  return texts;
}

/** One option of a do-loop. */
export function option(guards: readonly string[], statements: readonly string[]): string {
  const guard = guards.filter((one) => one !== '').join(' && ');
  return `:: d_step { ${guard === '' ? 'true' : guard} -> ${['SAVE', ...statements].join('; ')} }`;
}

function anyOf(guards: readonly string[]): string {
  return guards.length === 1 ? (guards[0] ?? '') : `(${guards.join(' || ')})`;
}
