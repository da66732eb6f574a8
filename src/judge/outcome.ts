// From what was observed to a point of the outcome space: for each variable the values that hold. What was not seen is
// left out, and rules that turn on it are not decided.
import type { Contract, OutcomeBox } from '../contract/model.ts';
import { outcomeVariables } from '../contract/variables.ts';
import { xorHex } from '../observe/candidates.ts';
import type { ObservedStep } from '../observe/observation.ts';
import type { Step } from '../recipe/recipe.ts';
import { statusName } from '../windows/hresult.ts';
import { objectOf, type Track } from './track.ts';

/** A code as the contract writes it: its name, or `0x…`. */
export function codeText(code: number): string {
  return statusName(code) ?? `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A step and what is known of it. */
interface Seen {
  readonly contract: Contract;
  readonly step: Step;
  readonly observed: ObservedStep;
  /** As it was before the step. */
  readonly track: Track;
}

type Values = readonly string[] | undefined;

const one = (value: string | undefined): Values => (value === undefined ? undefined : [value]);

/** What a call that came back shows, by outcome variable; each is worked out only for calls that have it. */
const whatCameBack: Readonly<Record<string, (seen: Seen) => Values>> = {
  hr: ({ observed: { hr } }) => one(hr === undefined ? undefined : codeText(hr)),
  status: ({ observed: { status } }) => one(status === undefined ? undefined : codeText(status)),
  key: ({ step, observed, track }) => keyOf(step, observed, track),
  others: ({ step, observed, track }) => othersOf(step, observed, track),
  setError: ({ observed: { setError = [] } }) => [setError.length === 0 ? 'none' : 'called'],
  inside: ({ observed }) => insideOf(observed),
  certificate: ({ observed: { certificate } }) => one(certificate?.form),
  container: ({ observed: { certificate } }) => one(certificate?.container),
  random: randomOf,
  sequence: ({ observed: { sequence, carried } }) =>
    sequence === undefined || carried?.sequence === undefined
      ? undefined
      : [sequence === carried.sequence ? 'sent' : 'other'],
  omac: ({ observed: { omac } }) => one(omac),
  data: ({ observed: { data } }) => one(data),
  leak: ({ step, observed: { memory } }) => growth(step, memory),
  handles: ({ step, observed: { handles } }) => growth(step, handles),
};

/** The outcome of a step; `track` stands as it was before it. */
export function outcomeOf(contract: Contract, step: Step, observed: ObservedStep, track: Track): OutcomeBox {
  const seen: Seen = { contract, step, observed, track };
  const box: Record<string, readonly string[]> = {};
  for (const { name } of outcomeVariables(contract, observed.call)) {
    const values = valuesOf(name, seen);
    if (values !== undefined) box[name] = values;
  }
  return box;
}

function valuesOf(name: string, seen: Seen): Values {
  if (name === 'return') return returnOf(seen.observed);
  if (name === 'outside') return outsideOf(seen.step, seen.observed);
  return seen.observed.died === undefined ? whatCameBack[name]?.(seen) : undefined;
}

function returnOf({ died }: ObservedStep): Values {
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

function randomOf({ contract, observed: { RandomNumber } }: Seen): Values {
  if (RandomNumber === undefined) return undefined;
  const keyBytes = contract.points.find((variable) => variable.name === 'message')?.bound;
  return [RandomNumber.length / 2 === keyBytes ? 'right-size' : 'wrong-size'];
}

function insideOf({ sent, pDataAfter, buffer }: ObservedStep): Values {
  if (sent !== undefined) return [pDataAfter === undefined ? 'same' : 'changed'];
  return buffer === undefined ? undefined : [buffer];
}

/** Half a byte, or half a handle, a call or more is growth; a buffer that doubles once is not. */
function growth(step: Step, held: { readonly before: number; readonly after: number } | undefined): Values {
  if (held === undefined) return undefined;
  const times = step.call === 'repeat' ? step.times : 1;
  return [held.after - held.before >= times / 2 ? 'grows' : 'none'];
}

/** Every label that fits the key in force behind the call. */
function keyOf(step: Step, observed: ObservedStep, track: Track): Values {
  const name = objectOf(step.call === 'repeat' ? step.step : step);
  if (name === undefined) return keyOfNobody(observed, track);
  const seen = observed.keys?.[name];
  if (seen === undefined || sharedWithOthers(observed, name)) return undefined;
  const before = track.key(name);
  const labels: string[] = [];
  // Where the key before was not seen, none behind the call may well be the same none.
  if (before !== 'other' && (seen.key === before || (before === undefined && seen.key === null)))
    labels.push('same');
  if (seen.key === null) labels.push('none');
  const { sent, sentAt16 } = observed.carried ?? {};
  if (sent !== undefined && seen.key === sent) labels.push('sent');
  if (sentAt16 !== undefined && seen.key === sentAt16) labels.push('sent-at-16');
  const random = track.pending(name);
  if (random !== undefined && typeof before === 'string' && before !== 'other') {
    if (seen.key === xorHex(before, Buffer.from(random, 'hex'))) labels.push('xor');
  }
  if (labels.length > 0) return labels;
  // Nobody can have given a new object a key before.
  if (step.call === 'CreateCryptoSession' || track.isNew(name)) return ['other'];
  // A key that the case does not know, where the one before was not known either, may be the same one.
  return before === undefined || before === 'other' ? undefined : ['other'];
}

/** A call that is about no object, such as reading a certificate, must leave all keys alone. */
function keyOfNobody(observed: ObservedStep, track: Track): Values {
  const changed = changedKeys(observed, track, []);
  if (changed === undefined) return undefined;
  return [changed ? 'other' : 'same'];
}

function sharedWithOthers({ together }: ObservedStep, name: string): boolean {
  return together?.includes(name) === true && together.length === 1;
}

function othersOf(step: Step, observed: ObservedStep, track: Track): Values {
  const name = objectOf(step.call === 'repeat' ? step.step : step);
  const excepted = [...(name === undefined ? [] : [name]), ...(observed.together ?? [])];
  const changed = changedKeys(observed, track, excepted);
  return changed === undefined ? undefined : [changed ? 'changed' : 'same'];
}

/** Whether any key differs from what it was; undefined where there are keys and none could be compared. */
function changedKeys(observed: ObservedStep, track: Track, excepted: readonly string[]): boolean | undefined {
  const names = track.names().filter((name) => !excepted.includes(name));
  if (names.length === 0) return false;
  let compared = false;
  for (const name of names) {
    const before = track.key(name);
    const after = observed.keys?.[name];
    if (before === undefined || before === 'other' || after === undefined) continue;
    compared = true;
    if (after.key !== before) return true;
  }
  return compared ? false : undefined;
}

function outsideOf(step: Step, observed: ObservedStep): Values {
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
