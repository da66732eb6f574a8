// What a draft knows of the calls so far: the point of the next one follows from it.
import type { Contract } from '../1-contract/model.ts';
import { declaredVariables } from '../1-contract/variables.ts';
import type { Block } from '../ciphertexts/block.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { DeclaredPoint } from './declared-point.ts';

export interface DraftContext {
  readonly contract: Contract;
  readonly dialect: Dialect;
}

/** A session as it should be after the calls so far. */
interface DraftedSession {
  readonly device: string;
  readonly keyExchange: string;
  readonly decodeProfile: string;
  keyed: boolean;
  /** A call on it was one that must be refused. */
  refused: boolean;
  alive: boolean;
}

interface SentBlock {
  readonly bytes: string;
  readonly object: string;
  readonly M: string | undefined;
  /** Index of its point. */
  readonly at: number;
}

interface DraftedStep {
  readonly call: string;
  readonly data?: Block | null;
}

/** The variables that are not normal; those that are may be undefined. */
export type PossiblePoint = Readonly<Record<string, string | undefined>>;

export class DraftState {
  readonly dialect: Dialect;
  readonly steps: DraftedStep[] = [];
  readonly points: DeclaredPoint[] = [];
  readonly sessions = new Map<string, DraftedSession>();
  /** The devices of the channels. */
  readonly channels = new Map<string, string>();
  readonly keyedOutputs = new Set<string>();
  readonly sent: SentBlock[] = [];
  /** Devices whose certificate nobody read. */
  readonly unreadCertificates = new Set<string>();
  /** The session of the last negotiation, where that must be refused. */
  rejectedOn: string | undefined;
  private readonly contract: Contract;

  constructor({ contract, dialect }: DraftContext) {
    this.contract = contract;
    this.dialect = dialect;
  }

  /** Fills in the normal value of every variable of the call but those of state, which come from what is observed. */
  pointOf(call: string, remarkable: PossiblePoint = {}): DeclaredPoint {
    const point: Record<string, string> = {};
    for (const { name, normal } of declaredVariables(this.contract, call))
      point[name] = remarkable[name] ?? normal;
    return point;
  }

  isDefective(call: string, point: DeclaredPoint): boolean {
    return declaredVariables(this.contract, call).some(
      ({ name, role, normal }) => role === 'defect' && point[name] !== normal,
    );
  }

  /** The name of the partition of a variable's bound that a number of bytes falls into. */
  partitionOf(name: string, bytes: number): string {
    const variable = this.contract.points.find((one) => one.name === name);
    if (variable?.bound === undefined) throw new RangeError(`the contract has no bound for ${name}`);
    const { bound, exact = {} } = variable;
    const [named] = Object.entries(exact).find(([, length]) => length === bytes) ?? [];
    return named ?? (bytes < bound ? 'below' : bytes === bound ? 'equal' : 'above');
  }

  /** The block that `same-as` stands for, where nothing was done to its bytes. */
  original(block: Block): Block {
    if (block.form !== 'same-as' || block.finish !== undefined) return block;
    const data = this.steps[block.step]?.data;
    return data === undefined || data === null ? block : this.original(data);
  }
}
