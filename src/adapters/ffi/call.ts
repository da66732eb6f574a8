// One call of the driver on its way: its buffers, what it did to them, and what else was seen of it
// (adapter protocol, section 4).
import type { Placement } from '../../core/protocol/adapter.ts';
import { asciiJson, withMember } from './answer-json.ts';
import type { BufferPool, Content, PlacedBuffer } from './buffers.ts';
import type { DriverFunctions } from './driver.ts';
import type { Word } from './koffi.ts';
import { RequestError, errorCodes } from '../../core/protocol/json-rpc.ts';

/** A failure that test/failAllocation asked for: the allocation behind this many successful ones. */
export type WantedFailure = number | undefined;

/** Not imported: that would open standard input as a stream, which makes its reader wait in another way. */
const { hrtime } = process;

/** Codes of pfnSetErrorCb that are kept; a driver in a loop must not fill the line. */
const mostErrors = 64;

export class Call {
  #setErrors: number[] | undefined;
  readonly #pool: BufferPool;
  readonly #functions: DriverFunctions;
  readonly #failAfter: WantedFailure;
  readonly #buffers: PlacedBuffer[] = [];
  /** The buffer that lives on as a surface's memory. */
  #kept: PlacedBuffer | undefined;
  #ns = 0;
  /** Whether `#ns` is the driver's time alone. */
  #timed = true;
  #allocations: { failed: boolean; attempted: number } | undefined;

  constructor(pool: BufferPool, functions: DriverFunctions, failAfter: WantedFailure) {
    this.#pool = pool;
    this.#functions = functions;
    this.#failAfter = failAfter;
    if (failAfter !== undefined) this.#allocations = { failed: false, attempted: 0 };
  }

  get failsAllocation(): boolean {
    return this.#failAfter !== undefined;
  }

  /**
   * A buffer for the driver.
   * @param name - of the parameter, for a sentence
   * @throws CallError where digits are not hexadecimal, or memory has run out.
   */
  place(content: Content, name: string, placement?: Placement): PlacedBuffer {
    let buffer: PlacedBuffer;
    try {
      buffer = this.#pool.place(content, placement);
    } catch (thrown) {
      if (thrown instanceof RangeError) {
        throw new RequestError(errorCodes.invalidParams, `${name} must be bytes: ${thrown.message}`);
      }
      throw thrown;
    }
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Makes a call of the driver, and takes down what it did. What it returns is unsigned. */
  run(work: () => number): number {
    if (this.#failAfter === undefined) {
      const from = hrtime.bigint();
      const status = work();
      this.#ns += Number(hrtime.bigint() - from);
      return status;
    }
    return this.#runFailing(work, this.#failAfter);
  }

  #runFailing(work: () => number, after: number): number {
    const { armAllocation, disarmAllocation } = this.#functions;
    // The hook's, and so not among what the driver's function is watched by.
    const failed = this.#pool.place(4);
    const attempted = this.#pool.place(8);
    armAllocation?.(after);
    const from = hrtime.bigint();
    const status = work();
    this.#ns += Number(hrtime.bigint() - from);
    disarmAllocation?.(failed.address, attempted.address);
    const before = this.#allocations ?? { failed: false, attempted: 0 };
    this.#allocations = {
      failed: before.failed || failed.bytes.readUInt32LE() !== 0,
      attempted: before.attempted + Number(attempted.bytes.readBigUInt64LE()),
    };
    for (const buffer of [failed, attempted]) this.#pool.release(buffer);
    return status;
  }

  /** As {@link run}, on another thread; how long the driver itself takes cannot be measured here. */
  runBeside(begin: (done: (error: unknown, status: number) => void) => void): Promise<number> {
    this.#timed = false;
    return new Promise((resolve, reject) => {
      begin((error, status) => {
        if (error === null || error === undefined) resolve(status);
        else reject(new RequestError(errorCodes.failed, 'the call could not be made on another thread'));
      });
    });
  }

  /** Takes down a code of pfnSetErrorCb. */
  noteError(status: number): void {
    this.#setErrors ??= [];
    if (this.#setErrors.length < mostErrors) this.#setErrors.push(status);
  }

  /**
   * What was seen of the call, as members of its answer's result. To be asked while the buffers are as the driver left them.
   */
  observations(): string {
    let members = '';
    if (this.#setErrors !== undefined) members = withMember(members, 'setError', asciiJson(this.#setErrors));
    if (this.#buffers.length > 0) {
      let overrun = 0;
      for (const buffer of this.#buffers) overrun += buffer.overrun;
      // 0 too: it was looked at.
      members = withMember(members, 'overrun', overrun);
    }
    if (this.#allocations !== undefined) {
      members = withMember(members, 'allocationFailed', this.#allocations.failed);
      members = withMember(members, 'allocations', this.#allocations.attempted);
    }
    return this.#timed ? withMember(members, 'ns', this.#ns) : members;
  }

  /** Overwrites the buffers, which stay where they are until they are given back. */
  overwrite(): void {
    for (const buffer of this.#buffers) {
      if (buffer === this.#kept) continue;
      if (buffer.readOnly) this.#pool.protect(buffer, false);
      buffer.overwrite();
    }
  }

  /** Keeps a buffer beyond the call: it becomes a surface's memory. */
  keep(buffer: PlacedBuffer): void {
    this.#kept = buffer;
  }

  /** Gives the buffers back. */
  release(): void {
    for (const buffer of this.#buffers) if (buffer !== this.#kept) this.#pool.release(buffer);
  }
}

/** The handle that a driver wrote. */
export function handleIn(buffer: PlacedBuffer): Word {
  if (buffer.size === 4) return buffer.bytes.readUInt32LE();
  const handle = buffer.bytes.readBigUInt64LE();
  return handle <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(handle) : handle;
}
