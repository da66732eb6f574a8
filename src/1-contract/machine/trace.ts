// A step of the machine in words.
import { pointText } from '../check/problem.ts';
import type { Contract } from '../model.ts';
import { pointVariables } from '../variables.ts';
import { keyName, wordsIn } from './keys.ts';
import type { Machine } from './machine.ts';
import type { Step } from './object.ts';

/** A step, and which object took it. */
export interface Taken {
  /** Index of the object; -1 where the call is about none of the machine. */
  readonly at: number;
  readonly step: Step;
}

/** Call, block, circumstances, outcome, and the states of the objects that it was about or that changed. */
export function describeStep(
  contract: Contract,
  { objects, bounds }: Machine,
  { at, step }: Taken,
  before: readonly number[],
  after: readonly number[],
): string {
  const { sent, at16 } = step.carried;
  const name = (index: number): string =>
    index < bounds.sessions ? `session ${index}` : `output ${index - bounds.sessions}`;
  const carried = [sent, at16].filter((key) => key !== undefined).map((key) => keyName(key, bounds.keys));
  const changes = objects.flatMap((kind, index) =>
    before[index] === after[index] && index !== at
      ? []
      : [`${name(index)} ${kind.describe(after[index] ?? 0)}`],
  );
  return [
    `${step.call}${at < 0 ? '' : ` on ${name(at)}`}`,
    carried.length === 0 ? '' : ` with ${carried.join(' and ')}`,
    ` (${pointText(pointVariables(contract, step.call), step.point)})`,
    step.code === undefined ? '' : ` returns ${step.code}`,
    step.words === 0 ? '' : `, key ${wordsIn(step.words).join('+')}`,
    changes.length === 0 ? '' : `: ${changes.join('; ')}`,
  ].join('');
}
