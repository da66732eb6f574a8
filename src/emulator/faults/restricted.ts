// A variation that is in force in some calls only: on authenticated channels, in the MT function, in OPM, or where a session is as
// it says.
import type { Behaviour } from '../behaviour.ts';
import type { Driver, Variation } from '../driver.ts';
import type { Attempt } from '../state.ts';
import { shownWhere, whereShown, type Scope } from './family.ts';

function isIn(scope: Scope, attempt: Attempt): boolean {
  return scope === 'mt' ? attempt.entry === 'mt' : attempt.purpose === scope;
}

type Method = (...args: unknown[]) => unknown;

/** Called once for each driver; what it gives says whether a call is made in these circumstances. */
export type Circumstances = (driver: Driver) => (attempt: Attempt) => boolean;

/** The functions of a variation where a call is in scope; the correct ones elsewhere. */
export function restrictedTo(scope: Scope, variation: Variation): Variation {
  const inside = whereShown(variation) ?? ((): boolean => true);
  return shownWhere(
    (asked) => asked.scopes.has(scope) && inside(asked),
    restrictedWhere(() => (attempt) => isIn(scope, attempt), variation, scope === 'opm'),
  );
}

/** The functions of a variation in some circumstances, as they are when a call begins; the correct ones in others. */
export function restrictedWhere(
  circumstances: Circumstances,
  variation: Variation,
  inOpm = false,
): Variation {
  const restricted: Variation = (correct, driver) => {
    const varied = variation(correct, driver);
    const applies = circumstances(driver);
    const judged = new WeakMap<Attempt, boolean>();
    const concerns = (attempt: Attempt): boolean => {
      const known = judged.get(attempt) ?? applies(attempt);
      judged.set(attempt, known);
      return known;
    };
    let inside = false;

    function entering<T>(enters: boolean, part: () => T): T {
      const before = inside;
      inside = enters;
      try {
        return part();
      } finally {
        inside = before;
      }
    }

    const members: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(varied)) {
      if (typeof member !== 'function') continue;
      const usual: unknown = Reflect.get(correct, name);
      members[name] = (...args: readonly unknown[]): unknown =>
        Reflect.apply((inside ? member : usual) as Method, undefined, args);
    }
    const within: Behaviour = { ...correct, ...varied };
    return {
      ...members,
      validate: (attempt) => entering(concerns(attempt), () => (inside ? within : correct).validate(attempt)),
      conclude: (attempt, reason) =>
        entering(concerns(attempt), () => (inside ? within : correct).conclude(attempt, reason)),
      decryptBlock: (block, key, purpose) =>
        entering(inOpm ? purpose === 'opm' : inside, () =>
          (inside ? within : correct).decryptBlock(block, key, purpose),
        ),
    };
  };
  const where = whereShown(variation);
  return where === undefined ? restricted : shownWhere(where, restricted);
}
