// A variation that is in force in some calls only: on authenticated channels, in the MT twin, in OPM.
import type { Behaviour } from '../behaviour.ts';
import type { Variation } from '../driver.ts';
import type { Attempt } from '../state.ts';

export type Scope = 'session' | 'channel' | 'mt' | 'opm';

function isIn(scope: Scope, attempt: Attempt): boolean {
  return scope === 'mt' ? attempt.entry === 'mt' : attempt.purpose === scope;
}

type Method = (...args: unknown[]) => unknown;

/** The functions of a variation where a call is in scope; the correct ones elsewhere. */
export function restrictedTo(scope: Scope, variation: Variation): Variation {
  return (correct, driver) => {
    const varied = variation(correct, driver);
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
      validate: (attempt) =>
        entering(isIn(scope, attempt), () => (inside ? within : correct).validate(attempt)),
      conclude: (attempt, reason) =>
        entering(isIn(scope, attempt), () => (inside ? within : correct).conclude(attempt, reason)),
      decryptBlock: (block, key, purpose) =>
        entering(scope === 'opm' ? purpose === 'opm' : inside, () =>
          (inside ? within : correct).decryptBlock(block, key, purpose),
        ),
    };
  };
}
