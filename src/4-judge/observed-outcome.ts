// From what was observed to a point of the outcome space: for each variable the values that hold. What was not seen is
// left out, and rules that turn on it are not decided.
import type { Contract, OutcomeBox } from '../1-contract/model.ts';
import { outcomeVariables } from '../1-contract/variables.ts';
import { xorHex } from '../steps/driver/key-candidates.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import type { Step } from '../steps/recipe.ts';
import { kindOf } from '../steps/step-kinds.ts';
import { statusName } from '../core/windows/hresult.ts';
import type { StateTracker } from './state-tracker.ts';

/** A code as the contract writes it: its name, or `0x…`. */
export function codeText(code: number): string {
  return statusName(code) ?? `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A step and what is known of it. */
interface OutcomeInput {
  readonly contract: Contract;
  readonly step: Step;
  readonly observed: ObservedStep;
  /** As it was before the step. */
  readonly track: StateTracker;
}

type Values = readonly string[] | undefined;

const singleValue = (value: string | undefined): Values => (value === undefined ? undefined : [value]);

/** What a call that came back shows, by outcome variable; each is worked out only for calls that have it. */
const outcomeReaders: Readonly<Record<string, (seen: OutcomeInput) => Values>> = {
  hr: ({ observed: { hr } }) => singleValue(hr === undefined ? undefined : codeText(hr)),
  status: ({ observed: { status } }) => singleValue(status === undefined ? undefined : codeText(status)),
  key: ({ step, observed, track }) => keyValues(step, observed, track),
  others: ({ step, observed, track }) => otherKeyValues(step, observed, track),
  setError: ({ observed: { setError = [] } }) => [setError.length === 0 ? 'none' : 'called'],
  inside: ({ observed }) => bufferContentValues(observed),
  certificate: ({ observed: { certificate } }) => singleValue(certificate?.form),
  container: ({ observed: { certificate } }) => singleValue(certificate?.container),
  random: randomNumberValues,
  sequence: ({ observed: { sequence, carried } }) =>
    sequence === undefined || carried?.sequence === undefined
      ? undefined
      : [sequence === carried.sequence ? 'sent' : 'other'],
  omac: ({ observed: { omac } }) => singleValue(omac),
  data: ({ observed: { data } }) => singleValue(data),
  leak: ({ step, observed: { memory } }) => growthValues(step, memory),
  handles: ({ step, observed: { handles } }) => growthValues(step, handles),
};

/** The outcome of a step; `track` stands as it was before it. */
export function observedOutcome(
  contract: Contract,
  step: Step,
  observed: ObservedStep,
  tracker: StateTracker,
): OutcomeBox {
  const input: OutcomeInput = { contract, step, observed, track: tracker };
  const box: Record<string, readonly string[]> = {};
  for (const { name } of outcomeVariables(contract, observed.call)) {
    const values = outcomeValues(name, input);
    if (values !== undefined) box[name] = values;
  }
  return box;
}

function outcomeValues(name: string, input: OutcomeInput): Values {
  if (name === 'return') return returnValues(input.observed);
  if (name === 'outside') return outOfBoundsValues(input.step, input.observed);
  return input.observed.died === undefined ? outcomeReaders[name]?.(input) : undefined;
}

function returnValues({ died }: ObservedStep): Values {
  switch (died?.how) {
    case undefined:
      return ['returned'];
    case 'crash':
      return ['crashed'];
    case 'timeout':
      return ['hung'];
    case 'violation':
      return undefined;
  }
}

function randomNumberValues({ contract, observed: { RandomNumber } }: OutcomeInput): Values {
  if (RandomNumber === undefined) return undefined;
  const keyBytes = contract.points.find((variable) => variable.name === 'message')?.bound;
  return [RandomNumber.length / 2 === keyBytes ? 'right-size' : 'wrong-size'];
}

function bufferContentValues({ sent, pDataAfter, buffer }: ObservedStep): Values {
  if (sent !== undefined) return [pDataAfter === undefined ? 'same' : 'changed'];
  return buffer === undefined ? undefined : [buffer];
}

/** Half a byte, or half a handle, a call or more is growth; a buffer that doubles once is not. */
function growthValues(
  step: Step,
  held: { readonly before: number; readonly after: number } | undefined,
): Values {
  if (held === undefined) return undefined;
  const times = step.call === 'repeat' ? step.times : 1;
  return [held.after - held.before >= times / 2 ? 'grows' : 'none'];
}

/** Every label that fits the key in force behind the call. */
function keyValues(step: Step, observed: ObservedStep, tracker: StateTracker): Values {
  const name = kindOf(step).objectName(step);
  if (name === undefined) return keyValuesWithoutObject(observed, tracker);
  const seen = observed.keys?.[name];
  if (seen === undefined || sharedWithOthers(observed, name)) return undefined;
  const before = tracker.key(name);
  const labels: string[] = [];
  // Where the key before was not seen, none behind the call may well be the same none.
  if (before !== 'other' && (seen.key === before || (before === undefined && seen.key === null)))
    labels.push('same');
  if (seen.key === null) labels.push('none');
  const { sent, sentAt16 } = observed.carried ?? {};
  if (sent !== undefined && seen.key === sent) labels.push('sent');
  if (sentAt16 !== undefined && seen.key === sentAt16) labels.push('sent-at-16');
  const random = tracker.pending(name);
  if (random !== undefined && typeof before === 'string' && before !== 'other') {
    if (seen.key === xorHex(before, Buffer.from(random, 'hex'))) labels.push('xor');
  }
  if (labels.length > 0) return labels;
  // Nobody can have given a new object a key before.
  if (step.call === 'CreateCryptoSession' || tracker.isNew(name)) return ['other'];
  // A key that the case does not know, where the one before was not known either, may be the same one.
  return before === undefined || before === 'other' ? undefined : ['other'];
}

/** A call that is about no object, such as reading a certificate, must leave all keys alone. */
function keyValuesWithoutObject(observed: ObservedStep, tracker: StateTracker): Values {
  const changed = changedKeys(observed, tracker, []);
  if (changed === undefined) return undefined;
  return [changed ? 'other' : 'same'];
}

function sharedWithOthers({ together }: ObservedStep, name: string): boolean {
  return together?.includes(name) === true && together.length === 1;
}

function otherKeyValues(step: Step, observed: ObservedStep, tracker: StateTracker): Values {
  const name = kindOf(step).objectName(step);
  const excepted = [...(name === undefined ? [] : [name]), ...(observed.together ?? [])];
  const changed = changedKeys(observed, tracker, excepted);
  return changed === undefined ? undefined : [changed ? 'changed' : 'same'];
}

/** Whether any key differs from what it was; undefined where there are keys and none could be compared. */
function changedKeys(
  observed: ObservedStep,
  tracker: StateTracker,
  excepted: readonly string[],
): boolean | undefined {
  const names = tracker.names().filter((name) => !excepted.includes(name));
  if (names.length === 0) return false;
  let compared = false;
  for (const name of names) {
    const before = tracker.key(name);
    const after = observed.keys?.[name];
    if (before === undefined || before === 'other' || after === undefined) continue;
    compared = true;
    if (after.key !== before) return true;
  }
  return compared ? false : undefined;
}

function outOfBoundsValues(step: Step, observed: ObservedStep): Values {
  const { overrun, fault, died } = observed;
  if (overrun !== undefined) return [overrun > 0 ? 'written' : 'untouched'];
  if (fault !== undefined && fault.offset !== null && observed.sent !== undefined) {
    const inside = fault.offset >= 0 && fault.offset < observed.sent.DataSize;
    if (!inside) return [fault.access === 'write' ? 'written' : 'read'];
    return undefined;
  }
  // A guard page that nobody ran into says that nothing was touched on its side.
  const guarded = 'buffer' in step && (step.buffer === 'guard-after' || step.buffer === 'guard-before');
  return guarded && died === undefined && observed.refused === undefined ? ['untouched'] : undefined;
}
