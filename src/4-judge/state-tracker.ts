// The state that a case has reached, as far as it was seen: what the state variables of the next call's point are.
import type { Contract, Point } from '../1-contract/model.ts';
import { hasKey, stateAfter } from '../1-contract/state-after.ts';
import { stateVariables } from '../1-contract/variables.ts';
import { isFailure } from '../core/windows/hresult.ts';
import type { DeclaredPoint } from '../steps/declared-point.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { sentStep, type Step } from '../steps/recipe.ts';
import { kindOf } from '../steps/step-kinds.ts';

/** A key as last seen: hexadecimal, null for none, `other`; undefined where it was never seen. */
export type TrackedKey = string | null | undefined;

interface ObjectState {
  key: TrackedKey;
  state: Point;
  /** The last random number that the driver drew for it. */
  random: string;
}

/** Follows one pass of a case. */
export class StateTracker {
  private readonly objects = new Map<string, ObjectState>();
  private readonly contract: Contract;

  constructor(contract: Contract) {
    this.contract = contract;
  }

  key(name: string): TrackedKey {
    return this.objects.get(name)?.key;
  }

  /** Whether no call has said yet that an object, which the case made, was given a key. */
  isNew(name: string): boolean {
    const object = this.objects.get(name);
    return object !== undefined && !hasKey(object.state);
  }

  /** The random number of a refresh under way. */
  pending(name: string): string | undefined {
    const object = this.objects.get(name);
    return (object?.state['refresh'] ?? 'idle') === 'idle' ? undefined : object?.random;
  }

  names(): string[] {
    return [...this.objects.keys()];
  }

  /** The state variables of a call on an object, as they stand before it. */
  stateOf(call: string, name: string | undefined): Record<string, string> {
    const state = this.objects.get(name ?? '')?.state;
    const point: Record<string, string> = {};
    for (const { name: variable, normal } of stateVariables(this.contract, call))
      point[variable] = state?.[variable] ?? normal;
    return point;
  }

  /** Takes in what a step did. */
  update(step: Step, observed: ObservedStep, declared: DeclaredPoint = {}): void {
    this.follow(sentStep(step), observed, declared);
    for (const other in observed.keys) {
      const object = this.objects.get(other);
      const seen = observed.keys[other];
      if (object !== undefined && seen !== undefined) object.key = seen.key;
    }
  }

  private follow(step: Step, observed: ObservedStep, declared: DeclaredPoint): void {
    const { makes, destroys, setsKey, objectName } = kindOf(step);
    const name = objectName(step) ?? '';
    const code = observed.hr ?? observed.status;
    const succeeded = code === undefined ? observed.refused === undefined : !isFailure(code);
    const object = this.objects.get(name);
    if (makes !== undefined) {
      if (succeeded) this.objects.set(name, { key: undefined, state: makes, random: '' });
    } else if (object !== undefined) {
      if (destroys === true && succeeded) this.objects.delete(name);
      object.state = stateAfter(step.call, object.state, succeeded, declared);
      // What was in force is replaced; only seeing it again says by what.
      if (setsKey === true && succeeded) object.key = undefined;
      object.random = observed.RandomNumber ?? object.random;
    }
  }
}
