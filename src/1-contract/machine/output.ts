// A protected output as a machine: absent, its random number not read, ready, keyed, or refused.
import type { Answers } from './answers.ts';
import { keyName, noKey, sentKey, type Key } from './keys.ts';
import { stepsOf, type Made, type ObjectKind, type Step } from './object.ts';

export const outputStates = ['no-random', 'ready', 'keyed', 'refused'] as const;
export type OutputState = (typeof outputStates)[number];

export interface Output {
  readonly output: OutputState;
  readonly key: Key;
}

export const setCall = 'OPMSetSigningKeyAndSequenceNumbers';
export const outputCalls: readonly string[] = [
  'OPMCreateProtectedOutput',
  'OPMDestroyProtectedOutput',
  'OPMGetRandomNumber',
  setCall,
  'OPMGetInformation',
];

/** Outputs, with this many different keys that are sent. */
export class OutputKind implements ObjectKind {
  readonly name = 'output';
  readonly states: number;
  private readonly answers: Answers;
  private readonly keys: number;
  /** None, those that are sent, one that never is; nothing is combined with a random number here. */
  private readonly all: readonly Key[];
  private readonly known = new Map<number, readonly Step[]>();

  constructor(answers: Answers, keys: number) {
    this.answers = answers;
    this.keys = keys;
    this.all = [noKey, ...Array.from({ length: keys + 1 }, (_, index) => sentKey(index))];
    this.states = 1 + outputStates.length * this.all.length;
  }

  encode({ output, key }: Output): number {
    return 1 + outputStates.indexOf(output) * this.all.length + this.all.indexOf(key);
  }

  /** The output of a state; undefined where there is none. */
  decode(state: number): Output | undefined {
    if (state === 0) return undefined;
    const output = outputStates[Math.floor((state - 1) / this.all.length)] ?? 'no-random';
    return { output, key: this.all[(state - 1) % this.all.length] ?? noKey };
  }

  key(state: number): Key {
    return this.decode(state)?.key ?? noKey;
  }

  rekeyed(state: number): number[] {
    const output = this.decode(state);
    if (output === undefined) return [];
    return this.all.filter((key) => key !== output.key).map((key) => this.encode({ ...output, key }));
  }

  describe(state: number): string {
    const output = this.decode(state);
    return output === undefined ? 'absent' : `${output.output}, in force: ${keyName(output.key, this.keys)}`;
  }

  steps(state: number): readonly Step[] {
    let steps = this.known.get(state);
    if (steps === undefined) {
      const output = this.decode(state);
      const made = output === undefined ? [this.creation()] : this.calls(output);
      this.known.set(state, (steps = made.flatMap((one) => stepsOf(this.answers, one, this.all, this.keys))));
    }
    return steps;
  }

  private creation(): Made {
    return {
      object: 'output',
      call: 'OPMCreateProtectedOutput',
      deed: 'create',
      fixed: {},
      before: noKey,
      to: (result, key) => (result === 'failure' ? 0 : this.encode({ output: 'no-random', key })),
    };
  }

  private calls({ output, key: before }: Output): Made[] {
    const fixed = { output };
    const made = (call: string, deed: Made['deed'], to: Made['to']): Made => ({
      object: 'output',
      call,
      deed,
      fixed,
      before,
      to,
    });
    return [
      // The caller reads it once (NCSKE-OPM-8).
      ...(output === 'no-random'
        ? [
            made('OPMGetRandomNumber', 'use', (result, key) =>
              this.encode({ output: result === 'failure' ? output : 'ready', key }),
            ),
          ]
        : []),
      made(setCall, 'negotiate', (result, key) => {
        if (result !== 'failure') return this.encode({ output: 'keyed', key });
        return this.encode({ output: output === 'ready' ? 'refused' : output, key });
      }),
      made('OPMGetInformation', 'use', (_, key) => this.encode({ output, key })),
      made('OPMDestroyProtectedOutput', 'destroy', () => 0),
    ];
  }
}
