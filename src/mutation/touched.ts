// What a case asks of the correct driver, decision by decision. A faulty driver that decides all of that in the same way goes
// through the case as the correct one does, and need not be sent it.
import type { Behaviour } from '../emulator/behaviour.ts';
import { correctBehaviour } from '../emulator/correct.ts';
import { Driver, type Variation } from '../emulator/driver.ts';
import { isDecoding, whereShown, type Asked, type Scope } from '../emulator/faults/family.ts';
import type { DriverKey } from '../emulator/keys.ts';
import { nodePrivateOperation, type PrivateOperation } from '../emulator/private-operation.ts';
import { seededRandom } from '../emulator/random.ts';
import { defaultSettings, type Settings } from '../emulator/settings.ts';
import type { Attempt, Purpose, Reason } from '../emulator/state.ts';
import { decoding, type SharedWork } from './shared-work.ts';

/** A block that was decrypted. */
interface Decrypted {
  /** The same for the same block, key and purpose. */
  readonly number: number;
  readonly block: Buffer;
  readonly key: DriverKey;
  readonly purpose: Purpose;
}

/** What one case asked. */
export interface Touched extends Asked {
  readonly members: ReadonlySet<string>;
  readonly blocks: readonly Decrypted[];
}

/** Writes down what a driver is asked. */
export class Recorder {
  readonly #numbers = new Map<string, number>();
  #members = new Set<string>();
  #scopes = new Set<Scope>();
  #reasons = new Set<Reason>();
  #sizes = new Set<number>();
  #blocks = new Map<number, Decrypted>();

  /** A driver that decides as the correct one does, under observation. */
  readonly variation: Variation = (correct) => {
    const watched: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(correct)) {
      if (typeof member !== 'function') continue;
      watched[name] = (...args: readonly unknown[]): unknown => {
        this.#members.add(name);
        if (name === 'validate') this.#attempt(args[0] as Attempt);
        if (name === 'failureCode') this.#reasons.add(args[0] as Reason);
        if (name === 'decryptBlock') this.#decrypted(...(args as [Buffer, DriverKey, Purpose]));
        return Reflect.apply(member as (...args: readonly unknown[]) => unknown, undefined, args);
      };
    }
    return watched;
  };

  /** What was asked since the last time. */
  take(): Touched {
    const touched = {
      members: this.#members,
      scopes: this.#scopes,
      reasons: this.#reasons,
      sizes: this.#sizes,
      blocks: [...this.#blocks.values()],
    };
    this.#members = new Set();
    this.#scopes = new Set();
    this.#reasons = new Set();
    this.#sizes = new Set();
    this.#blocks = new Map();
    return touched;
  }

  #attempt({ purpose, entry, dataSize }: Attempt): void {
    this.#sizes.add(dataSize);
    this.#scopes.add(purpose);
    if (entry === 'mt') this.#scopes.add('mt');
  }

  #decrypted(block: Buffer, key: DriverKey, purpose: Purpose): void {
    if (purpose === 'opm') this.#scopes.add('opm');
    const name = `${purpose} ${key.name} ${block.toString('latin1')}`;
    let number = this.#numbers.get(name);
    if (number === undefined) this.#numbers.set(name, (number = this.#numbers.size));
    if (!this.#blocks.has(number))
      this.#blocks.set(number, { number, block: Buffer.from(block), key, purpose });
  }
}

/** Decisions on the way from a block to a key. */
const decodingMembers: ReadonlySet<string> = new Set([
  'decryptBlock',
  'ciphertextCandidates',
  'integerInRange',
  'encodedMessage',
  'parameterCandidates',
  'decodeOtherwise',
  ...decoding,
  'keyOfMessage',
] satisfies readonly (keyof Behaviour)[]);

/** What becomes of a block, as text. */
type Reading = (decrypted: Decrypted) => string;

function readingOf({ behaviour }: Driver): Reading {
  return ({ block, key, purpose }) => {
    try {
      const { message, defect } = behaviour.decryptBlock(block, key, purpose);
      if (message === null) return defect;
      if (purpose === 'opm') return message.toString('hex');
      return behaviour.keyOfMessage(message)?.toString('hex') ?? `no key in ${message.length} bytes`;
    } catch {
      return 'crash';
    }
  };
}

/** Distinguishes faulty drivers from the correct one by what they decide. */
export class Decisions {
  readonly #settings: Partial<Settings>;
  readonly #work: SharedWork;
  readonly #correct = new Map<number, string>();
  readonly #readCorrectly: Reading;

  constructor(settings: Partial<Settings>, work: SharedWork) {
    this.#settings = settings;
    this.#work = work;
    this.#readCorrectly = this.#readingOf();
  }

  /** Whether a driver that varies so goes through a case as the correct one does. */
  sameAs(variation: Variation): (touched: Touched) => boolean {
    const shown = whereShown(variation);
    if (shown !== undefined) return (touched) => !shown(touched);
    const varied = variedBy(variation, this.#settings);
    if (isDecoding(variation) && varied.every((member) => decodingMembers.has(member))) {
      const read = this.#readingOf(variation);
      const known = new Map<number, boolean>();
      const isSame = (decrypted: Decrypted): boolean => {
        const { number } = decrypted;
        let same = known.get(number);
        if (same === undefined) known.set(number, (same = read(decrypted) === this.#correctly(decrypted)));
        return same;
      };
      return ({ blocks }) => blocks.every(isSame);
    }
    return ({ members }) => varied.every((member) => !members.has(member));
  }

  #readingOf(variation?: Variation): Reading {
    return readingOf(driverOf(this.#settings, this.#work.sharing(variation), this.#work.privateOperation));
  }

  #correctly(decrypted: Decrypted): string {
    let text = this.#correct.get(decrypted.number);
    if (text === undefined) this.#correct.set(decrypted.number, (text = this.#readCorrectly(decrypted)));
    return text;
  }
}

function driverOf(
  settings: Partial<Settings>,
  variation: Variation,
  privateOperation: PrivateOperation,
): Driver {
  const sources = { random: seededRandom(0), handleNumber: () => 0, privateOperation };
  return new Driver({ ...defaultSettings, ...settings }, sources, (made) => {
    const correct = correctBehaviour(made);
    return { ...correct, ...variation(correct, made) };
  });
}

/** The decisions that a variation makes otherwise; one that is no function is taken wherever a negotiation is. */
export function variedBy(variation: Variation, settings: Partial<Settings>): readonly string[] {
  let varied: readonly string[] = [];
  const watched: Variation = (correct, driver) => {
    const members = variation(correct, driver);
    varied = Object.entries(members).map(([name, member]) =>
      typeof member === 'function' ? name : 'validate',
    );
    return members;
  };
  driverOf(settings, watched, nodePrivateOperation);
  return varied;
}
