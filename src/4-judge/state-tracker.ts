// The state that a case has reached, as far as it was seen: what the state variables of the next call's point are.
import type { Contract } from '../1-contract/model.ts';
import { stateVariables } from '../1-contract/variables.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import type { Step } from '../steps/recipe.ts';
import { isFailure } from '../core/windows/hresult.ts';

/** A key as last seen: hexadecimal, null for none, `other`; undefined where it was never seen. */
export type TrackedKey = string | null | undefined;

interface ObjectState {
  key: TrackedKey;
  /** A call said that a key was set. */
  keyed: boolean;
  /** A call that was to set one was refused. */
  refused?: boolean;
  /** The random number of a refresh under way. */
  pending?: string | undefined;
  /** Since the refresh was started a block was accepted, or it was started again. */
  overtaken?: boolean;
  output?: 'no-random' | 'ready' | 'keyed' | 'refused';
  /** A channel's sequence numbers; renewed: a second key was accepted since. */
  sequence?: 'initialised' | 'renewed';
}

/** The name of the object that a step is about. */
export function objectNameOf(step: Step): string | undefined {
  if ('session' in step) return step.session;
  if ('output' in step) return step.output;
  if ('channel' in step) return step.channel;
  if ('as' in step) return step.as;
  return undefined;
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
    return this.objects.get(name)?.keyed === false;
  }

  pending(name: string): string | undefined {
    return this.objects.get(name)?.pending;
  }

  names(): string[] {
    return [...this.objects.keys()];
  }

  /** The state variables of a call on an object, as they stand before it. */
  stateOf(call: string, name: string | undefined): Record<string, string> {
    const object = name === undefined ? undefined : this.objects.get(name);
    const state: Record<string, string> = {
      sessionKey: object?.keyed === true ? 'set' : 'none',
      refresh: object?.pending === undefined ? 'idle' : object.overtaken === true ? 'overtaken' : 'pending',
      output: object?.output ?? 'ready',
      channelKey: object?.keyed === true ? 'set' : object?.refused === true ? 'refused' : 'none',
      channelSequence: object?.sequence ?? 'not-initialised',
    };
    const point: Record<string, string> = {};
    for (const { name: variable, normal } of stateVariables(this.contract, call))
      point[variable] = state[variable] ?? normal;
    return point;
  }

  /** Takes in what a step did. */
  update(step: Step, observed: ObservedStep): void {
    const name = objectNameOf(step);
    const code = observed.hr ?? observed.status;
    const succeeded = code === undefined ? observed.refused === undefined : !isFailure(code);
    if (name !== undefined && succeeded) this.applySuccess(step, name, observed);
    else if (step.call === 'OPMSetSigningKeyAndSequenceNumbers' && name !== undefined) {
      const object = this.objects.get(name);
      if (object?.output === 'ready') object.output = 'refused';
    } else if (step.call === 'NegotiateAuthenticatedChannelKeyExchange' && name !== undefined) {
      const object = this.objects.get(name);
      if (object !== undefined) object.refused = true;
    }
    for (const other in observed.keys) {
      const object = this.objects.get(other);
      const seen = observed.keys[other];
      if (object !== undefined && seen !== undefined) object.key = seen.key;
    }
  }

  private applySuccess(step: Step, name: string, observed: ObservedStep): void {
    const object = this.objects.get(name);
    switch (step.call) {
      case 'CreateCryptoSession':
      case 'CreateAuthenticatedChannel':
        this.objects.set(name, { key: undefined, keyed: false });
        return;
      case 'OPMCreateProtectedOutput':
        this.objects.set(name, { key: undefined, keyed: false, output: 'no-random' });
        return;
      case 'DestroyCryptoSession':
      case 'DestroyAuthenticatedChannel':
      case 'OPMDestroyProtectedOutput':
        this.objects.delete(name);
        return;
      case 'NegotiateCryptoSessionKeyExchange':
      case 'NegotiateCryptoSessionKeyExchangeMT':
      case 'NegotiateAuthenticatedChannelKeyExchange':
        if (object === undefined) return;
        object.keyed = true;
        if (object.pending !== undefined) object.overtaken = true;
        if (object.sequence !== undefined) object.sequence = 'renewed';
        // What was in force is replaced; only seeing it again says by what.
        object.key = undefined;
        return;
      case 'StartSessionKeyRefresh':
        if (object === undefined) return;
        // Which of two random numbers counts is as open as what a key in between does.
        object.overtaken = object.pending !== undefined;
        object.pending = observed.RandomNumber ?? '';
        return;
      case 'FinishSessionKeyRefresh':
        if (object === undefined) return;
        object.pending = undefined;
        object.key = undefined;
        return;
      case 'OPMGetRandomNumber':
        if (object?.output === 'no-random') object.output = 'ready';
        return;
      case 'OPMSetSigningKeyAndSequenceNumbers':
        if (object === undefined) return;
        object.output = 'keyed';
        object.keyed = true;
        object.key = undefined;
        return;
      case 'ConfigureAuthenticatedChannel':
        if (object !== undefined && step.request === 'INITIALIZE') object.sequence = 'initialised';
        return;
      default:
        return;
    }
  }
}
