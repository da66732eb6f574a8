// One emulated driver: its objects, its heap, its random numbers, and the behaviour that decides.
import { Allocations, type AllocationAccount } from './allocations.ts';
import type { Behaviour } from './behaviour.ts';
import type { DriverKey } from './keys.ts';
import type { Memory } from './memory.ts';
import type { PrivateOperation } from './private-operation.ts';
import type { RandomSource } from './random.ts';
import type { Settings } from './settings.ts';
import type { Channel, Device, Output, Session, Surface } from './state.ts';
import { WorkClock } from './work-clock.ts';

/**
 * A driver that differs from the correct one: called once for each emulated driver, it gives the members that are
 * replaced. What its closure stores is that driver's memory.
 */
export type Variation = (correct: Behaviour, driver: Driver) => Partial<Behaviour>;

/** Where a driver gets what is not its own. */
export interface DriverSources {
  readonly random: RandomSource;
  /** A number below 2^30 that no handle was made of before. */
  readonly handleNumber: () => number;
  readonly privateOperation: PrivateOperation;
}

/** What one call leaves beside its result. */
export interface CallAccount {
  readonly setErrors: number[];
  readonly allocation: AllocationAccount | null;
}

export class Driver {
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  readonly random: RandomSource;
  readonly privateOperation: PrivateOperation;
  readonly allocations: Allocations;
  readonly clock = new WorkClock();
  readonly devices = new Map<string, Device>();
  readonly sessions = new Map<string, Session>();
  readonly surfaces = new Map<string, Surface>();
  readonly channels = new Map<string, Channel>();
  readonly outputs = new Map<string, Output>();
  /** The key of test/provisionKey, once there is one. */
  provisionedKey: DriverKey | null = null;
  readonly #handleNumber: () => number;
  #devices = 0;
  #account: CallAccount | null = null;
  #retired: Memory | null = null;

  constructor(settings: Settings, sources: DriverSources, behave: (driver: Driver) => Behaviour) {
    this.settings = settings;
    this.random = sources.random;
    this.privateOperation = sources.privateOperation;
    this.#handleNumber = sources.handleNumber;
    this.allocations = new Allocations(settings.allocations === 'counted');
    this.behaviour = behave(this);
  }

  /** A handle that was never given before. */
  newHandle(kind: string): string {
    return `${kind}-${this.#handleNumber()}`;
  }

  /** A HANDLE value that was never given before, as 8 bytes, little-endian. */
  newKernelHandle(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(0x1000 + 4 * this.#handleNumber());
    return bytes;
  }

  /** Number of devices created before this one. */
  nextDeviceIndex(): number {
    return this.#devices++;
  }

  /** pfnSetErrorCb. */
  setError(code: number): void {
    this.#account?.setErrors.push(code);
  }

  /** Starts the books of a call. */
  newAccount(): CallAccount {
    return { setErrors: [], allocation: this.allocations.newAccount() };
  }

  /** Makes a call the one that the driver is in; null: none. */
  enter(account: CallAccount | null): void {
    this.#account = account;
    this.allocations.use(account === null ? null : account.allocation);
  }

  /** After the driver's return: the buffer holds 11 bytes and stays mapped until the next one is retired. */
  retire(memory: Memory): void {
    memory.overwrite(0x11);
    this.#retired?.unmap();
    this.#retired = memory;
  }

  /** All objects and faults are gone; a provisioned key stays. */
  reset(): void {
    for (const objects of [this.devices, this.sessions, this.surfaces, this.channels, this.outputs])
      objects.clear();
    this.allocations.clear();
  }
}
