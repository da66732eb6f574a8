// The driver's simulated heap: counts what is allocated and not freed, and fails on demand (test/failAllocation, test/memoryUse).

/** A block of the driver's heap. */
export interface Block {
  readonly bytes: number;
  readonly what: string;
}

/** Sizes in bytes of what the driver allocates. */
export const heapBytes = {
  device: 512,
  session: 256,
  channel: 256,
  output: 128,
  workBuffer: 256,
  bigNumberContext: 1536,
  keySchedule: 176,
} as const;

/** What one call did to the heap while an allocation was to fail. */
export interface AllocationAccount {
  attempted: number;
  failed: boolean;
  /** Successful allocations before the one that fails. */
  readonly failAfter: number;
}

export class Allocations {
  readonly #counted: boolean;
  readonly #living = new Set<Block>();
  #bytes = 0;
  #armed: number | null = null;
  #account: AllocationAccount | null = null;

  /** `counted` false: a driver that has all its memory beforehand; no allocation is attempted, none fails. */
  constructor(counted: boolean) {
    this.#counted = counted;
  }

  /** In the next call the allocation after `after` successful ones fails. */
  arm(after: number): void {
    this.#armed = after;
  }

  /** The account that a call about to start is to use, or null where nothing is armed; memory is plentiful for the call behind it. */
  newAccount(): AllocationAccount | null {
    const failAfter = this.#armed;
    this.#armed = null;
    return failAfter === null ? null : { attempted: 0, failed: false, failAfter };
  }

  /** Makes an account the one that allocations are written to. */
  use(account: AllocationAccount | null): void {
    this.#account = account;
  }

  /** A new block, or null where memory is exhausted. */
  allocate(bytes: number, what: string): Block | null {
    const block = { bytes, what };
    if (!this.#counted) return block;
    const account = this.#account;
    if (account !== null && account.attempted++ === account.failAfter) {
      account.failed = true;
      return null;
    }
    this.#living.add(block);
    this.#bytes += bytes;
    return block;
  }

  /** Gives a block back; null and blocks given back before do nothing. */
  free(block: Block | null): void {
    if (block !== null && this.#living.delete(block)) this.#bytes -= block.bytes;
  }

  /** All blocks are gone. */
  clear(): void {
    this.#living.clear();
    this.#bytes = 0;
    this.#armed = null;
  }

  /** Bytes allocated and not freed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Blocks allocated and not freed. */
  get blocks(): number {
    return this.#living.size;
  }
}
