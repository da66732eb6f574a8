// What must hold of every step of the machine, on whatever object, in whatever state; and where the documents leave it open.
import { noKey, refreshed, type Carried, type Key } from './keys.ts';
import type { Result } from './answers.ts';

/** What a call does to its object: `use` leaves it as it is. */
export type Deed = 'create' | 'destroy' | 'negotiate' | 'start' | 'finish' | 'use';

/** A step, as far as invariants look at it. */
export interface Happening {
  readonly object: 'session' | 'output';
  readonly deed: Deed;
  readonly result: Result;
  readonly before: Key;
  readonly after: Key;
  readonly carried: Carried;
  readonly othersChanged: boolean;
}

export interface Invariant {
  readonly name: string;
  readonly statement: string;
  /** OPEN rules: where one applies, the documents settle nothing, and the invariant is not claimed. */
  readonly leftOpenBy: readonly string[];
  readonly broken: (happening: Happening) => boolean;
}

export const invariants: readonly Invariant[] = [
  {
    name: 'accepted',
    statement: 'a negotiation that succeeds puts the key in force that was sent',
    leftOpenBy: ['NCSKE-ST-6', 'NCSKE-ERR-9', 'NCSKE-OPM-20'],
    broken: ({ deed, result, after, carried: { sent, at16 } }) =>
      deed === 'negotiate' && result === 'success' && (after === noKey || (after !== sent && after !== at16)),
  },
  {
    name: 'refused',
    statement: 'a call that fails changes nothing; a protected output it may leave without a key',
    leftOpenBy: ['NCSKE-OPM-20'],
    broken: ({ object, result, before, after }) =>
      result === 'failure' && after !== before && !(object === 'output' && after === noKey),
  },
  {
    name: 'apart',
    statement: 'no call on one object changes the key of another',
    leftOpenBy: [],
    broken: ({ othersChanged }) => othersChanged,
  },
  {
    name: 'refresh',
    statement:
      'a refresh changes the key at FinishSessionKeyRefresh alone, to the old one XOR the random number',
    leftOpenBy: ['NCSKE-ST-15', 'NCSKE-ST-16'],
    broken: ({ deed, before, after }) =>
      deed === 'finish'
        ? after !== refreshed(before)
        : (deed === 'start' || deed === 'use') && after !== before,
  },
  {
    name: 'new',
    statement: 'a new object has no key: that of a destroyed one is gone',
    leftOpenBy: [],
    broken: ({ deed, result, after }) => deed === 'create' && result !== 'failure' && after !== noKey,
  },
];

/** Every rule that leaves an invariant open. */
export const openRules: ReadonlySet<string> = new Set(invariants.flatMap(({ leftOpenBy }) => leftOpenBy));

/** The invariants that a step breaks; and the rules that excuse others from it, as `invariant rule`. */
export function judgeStep(
  happening: Happening,
  open: string,
): { readonly broken: readonly string[]; readonly excused: readonly string[] } {
  const broken: string[] = [];
  const excused: string[] = [];
  const applies = open === '' ? [] : open.split(' ');
  for (const invariant of invariants) {
    if (!invariant.broken(happening)) continue;
    const by = invariant.leftOpenBy.filter((id) => applies.includes(id));
    if (by.length === 0) broken.push(invariant.name);
    else excused.push(...by.map((id) => `${invariant.name} ${id}`));
  }
  return { broken, excused };
}
