// A crypto session as a machine: absent, or on one of two devices, with a key or none, and a refresh idle, pending or overtaken.
import type { Point } from '../model.ts';
import type { Answer, Answers } from './answers.ts';
import { keyName, keysOf, noKey, type Key } from './keys.ts';
import { stepsOf, type Made, type ObjectKind, type Step, type Surroundings } from './object.ts';

export const devices = 2;
export const refreshes = ['idle', 'pending', 'overtaken'] as const;

export interface Session {
  /** From 0. */
  readonly device: number;
  /** Whether a negotiation was accepted. */
  readonly set: boolean;
  readonly key: Key;
  readonly refresh: (typeof refreshes)[number];
}

/** Calls that negotiate; their steps carry a block. */
export const negotiations = [
  'NegotiateCryptoSessionKeyExchange',
  'NegotiateCryptoSessionKeyExchangeMT',
] as const;
/** Calls that use the key and leave the session's state alone. */
export const uses = ['GetEncryptionBltKey', 'DecryptionBlt', 'EncryptionBlt'] as const;
export const sessionCalls: readonly string[] = [
  'CreateCryptoSession',
  'DestroyCryptoSession',
  ...negotiations,
  'StartSessionKeyRefresh',
  'FinishSessionKeyRefresh',
  ...uses,
];

/** What every session of the machine is: calls are made one after another, and only RSAES_OAEP has blocks. */
export const sessionAlways: Point = { keyExchange: 'rsaes-oaep', concurrency: 'alone' };

/** Sessions, with this many different keys that are sent. */
export class SessionKind implements ObjectKind {
  readonly name = 'session';
  readonly states: number;
  private readonly answers: Answers;
  private readonly keys: number;
  private readonly all: readonly Key[];
  private readonly known = new Map<string, readonly Step[]>();
  /** Surroundings that the contract does not distinguish have one number. */
  private readonly alike = new Map<readonly Answer[], number>();

  constructor(answers: Answers, keys: number) {
    this.answers = answers;
    this.keys = keys;
    this.all = keysOf(keys);
    this.states = 1 + devices * 2 * this.all.length * refreshes.length;
  }

  encode({ device, set, key, refresh }: Session): number {
    return (
      1 + ((device * 2 + Number(set)) * this.all.length + key) * refreshes.length + refreshes.indexOf(refresh)
    );
  }

  /** The session of a state; undefined where there is none. */
  decode(state: number): Session | undefined {
    if (state === 0) return undefined;
    const refresh = refreshes[(state - 1) % refreshes.length] ?? 'idle';
    const rest = Math.floor((state - 1) / refreshes.length);
    const owner = Math.floor(rest / this.all.length);
    return { device: owner >> 1, set: owner % 2 === 1, key: rest % this.all.length, refresh };
  }

  key(state: number): Key {
    return this.decode(state)?.key ?? noKey;
  }

  rekeyed(state: number): number[] {
    const session = this.decode(state);
    if (session === undefined) return [];
    return this.all.filter((key) => key !== session.key).map((key) => this.encode({ ...session, key }));
  }

  describe(state: number): string {
    const session = this.decode(state);
    if (session === undefined) return 'absent';
    const { device, set, key, refresh } = session;
    const accepted = set ? 'a key was accepted' : 'no key was accepted';
    return `on d${device}, ${accepted}, in force: ${keyName(key, this.keys)}, refresh ${refresh}`;
  }

  steps(state: number, around: Surroundings): readonly Step[] {
    const session = this.decode(state);
    const name = session === undefined ? '' : `${state} ${this.numberOf(session, around)}`;
    let steps = this.known.get(name);
    if (steps === undefined) {
      const made = session === undefined ? this.creations() : this.calls(session, around);
      this.known.set(name, (steps = made.flatMap((one) => stepsOf(this.answers, one, this.all, this.keys))));
    }
    return steps;
  }

  private numberOf(session: Session, around: Surroundings): string {
    const fixed = this.fixedBy(session, around);
    return negotiations
      .map((call) => {
        const answers = this.answers.at(call, fixed);
        let number = this.alike.get(answers);
        if (number === undefined) this.alike.set(answers, (number = this.alike.size));
        return number;
      })
      .join();
  }

  private fixedBy({ set, refresh }: Session, around: Surroundings): Point {
    return { ...sessionAlways, ...around, sessionKey: set ? 'set' : 'none', refresh };
  }

  private creations(): Made[] {
    return Array.from({ length: devices }, (_, device) => ({
      object: 'session',
      call: 'CreateCryptoSession',
      deed: 'create',
      fixed: sessionAlways,
      before: noKey,
      to: (result, key) =>
        result === 'failure' ? 0 : this.encode({ device, set: false, key, refresh: 'idle' }),
    }));
  }

  private calls(session: Session, around: Surroundings): Made[] {
    const { key: before, refresh } = session;
    const fixed = this.fixedBy(session, around);
    const random = refresh !== 'idle';
    const to = (change: Partial<Session>) => (_: unknown, key: Key) =>
      this.encode({ ...session, ...change, key });
    const made = (call: string, deed: Made['deed'], to: Made['to']): Made => ({
      object: 'session',
      call,
      deed,
      fixed,
      before,
      random,
      to,
    });
    return [
      ...negotiations.map((call) =>
        made(call, 'negotiate', (result, key) =>
          result === 'failure'
            ? this.encode({ ...session, key })
            : this.encode({ ...session, set: true, key, refresh: refresh === 'idle' ? 'idle' : 'overtaken' }),
        ),
      ),
      made('StartSessionKeyRefresh', 'start', to({ refresh: refresh === 'idle' ? 'pending' : 'overtaken' })),
      made('FinishSessionKeyRefresh', 'finish', to({ refresh: 'idle' })),
      ...uses.map((call) => made(call, 'use', to({}))),
      made('DestroyCryptoSession', 'destroy', () => 0),
    ];
  }
}
