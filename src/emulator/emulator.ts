// The emulator: the adapter protocol's methods by name, in process and synchronous.
import type { Params, Result } from '../core/protocol/adapter.ts';
import { bltCalls } from './blits.ts';
import type { Call, CallTable, PendingResult } from './call-table.ts';
import { certificateCalls } from './certificates.ts';
import { channelCommandCalls } from './channel-commands.ts';
import { channelCalls } from './channel.ts';
import { variedBehaviour } from './correct.ts';
import { Driver, type CallAccount, type Variation } from './driver.ts';
import { has, introductionOf, methodNeeds } from './introduction.ts';
import { AccessFault } from './memory.ts';
import { negotiationCalls, mtCall } from './negotiation.ts';
import { opmCalls } from './opm.ts';
import { opmInformationCalls } from './opm-information.ts';
import { readOptions } from './options.ts';
import { nodePrivateOperation, type PrivateOperation } from './private-operation.ts';
import { seededRandom, systemRandom, type RandomSource } from './random.ts';
import { badParams, noSuchCall } from './refusal.ts';
import { refreshCalls } from './refresh.ts';
import { sessionCalls } from './sessions.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { testHooks } from './test-hooks.ts';
import { workNs } from './work-clock.ts';
import { RequestError, errorCodes } from '../core/protocol/json-rpc.ts';

/** How an emulated driver is to be; strings in `options` of `initialize` come over the settings given here. */
export interface EmulatorOptions extends Partial<Settings> {
  /** Makes it a faulty driver. */
  readonly variation?: Variation;
  /** RSADP, exchangeable so that drivers can share its results; OpenSSL by default. */
  readonly privateOperation?: PrivateOperation;
  /** Random numbers; else by the setting `seed`. */
  readonly random?: RandomSource;
  /** Numbers that handles are made of; else counted from 1. */
  readonly handleNumber?: () => number;
}

/** A driver behind the methods of the adapter protocol. */
export interface Emulator {
  /**
   * Carries out a call; its `result` comes back as an object of the caller's own.
   * @throws Refusal where the answer is a JSON-RPC error.
   * @throws DriverCrash, DriverHang where the driver does not return; the emulator is not to be used again.
   */
  call(method: string, params: Params): Result;
  /** Carries out the first half of a call; what it gives carries out the rest. Only calls that overlap have two halves. */
  begin(method: string, params: Params): () => Result;
  /** Whether calls of this method may overlap others, and be finished in any order. */
  overlaps(method: string): boolean;
}

const mtMethod = 'NegotiateCryptoSessionKeyExchangeMT';

const ddiCalls: CallTable = {
  ...sessionCalls,
  ...certificateCalls,
  ...negotiationCalls,
  [mtMethod]: (driver, params) => mtCall(driver, params)(),
  ...refreshCalls,
  ...bltCalls,
  ...channelCalls,
  ...channelCommandCalls,
  ...opmCalls,
  ...opmInformationCalls,
};

interface KnownCall {
  readonly run: Call;
  /** Whether a DDI or OPM function of the driver is called. */
  readonly entersDriver: boolean;
}

const allCalls = new Map<string, KnownCall>();
for (const [name, run] of Object.entries(ddiCalls)) allCalls.set(name, { run, entersDriver: true });
for (const [name, run] of Object.entries(testHooks)) allCalls.set(name, { run, entersDriver: false });

/** A call under way in the driver: what it leaves beside its result. */
class Visit {
  readonly #driver: Driver;
  readonly #account: CallAccount;
  readonly #timing: Settings['timing'];
  #ns = 0;

  constructor(driver: Driver) {
    this.#driver = driver;
    this.#account = driver.newAccount();
    this.#timing = driver.settings.without.includes('timing') ? 'none' : driver.settings.timing;
  }

  /** Runs a part of the call; an access violation is a result too. */
  enter<T>(part: () => T): T | { fault: { access: string; offset: number | null } } {
    const driver = this.#driver;
    const measured = this.#timing === 'measured';
    const workBefore = driver.clock.ns;
    const timeBefore = measured ? process.hrtime.bigint() : 0n;
    driver.enter(this.#account);
    try {
      return part();
    } catch (thrown) {
      if (thrown instanceof AccessFault) return { fault: { access: thrown.access, offset: thrown.offset } };
      throw thrown;
    } finally {
      driver.enter(null);
      this.#ns += measured ? Number(process.hrtime.bigint() - timeBefore) : driver.clock.ns - workBefore;
    }
  }

  /** The result with what the call left beside it. */
  leave(result: Record<string, unknown>): Result {
    const { setErrors, allocation } = this.#account;
    if (setErrors.length > 0) result['setError'] = setErrors;
    if (allocation !== null) {
      result['allocationFailed'] = allocation.failed;
      result['allocations'] = allocation.attempted;
    }
    if (this.#timing !== 'none') result['ns'] = this.#ns + (this.#timing === 'modelled' ? workNs.call : 0);
    return result;
  }
}

class InProcessEmulator implements Emulator {
  readonly #options: EmulatorOptions;
  #driver: Driver | null = null;

  constructor(options: EmulatorOptions) {
    this.#options = options;
  }

  call(method: string, params: Params): Result {
    if (method === 'initialize') return this.#initialize(params);
    const driver = this.#initialized(method);
    const { run, entersDriver } = this.#find(driver, method);
    if (!entersDriver) return run(driver, params);
    const visit = new Visit(driver);
    return visit.leave(visit.enter(() => run(driver, params)));
  }

  begin(method: string, params: Params): () => Result {
    if (!this.overlaps(method)) return () => this.call(method, params);
    const driver = this.#initialized(method);
    this.#find(driver, method);
    const visit = new Visit(driver);
    const begun: PendingResult | Record<string, unknown> = visit.enter(() => mtCall(driver, params));
    return () => visit.leave(typeof begun === 'function' ? visit.enter(begun) : begun);
  }

  overlaps(method: string): boolean {
    return method === mtMethod && this.#driver !== null && has(this.#driver.settings, 'concurrent');
  }

  #initialized(method: string): Driver {
    if (this.#driver !== null) return this.#driver;
    throw new RequestError(errorCodes.invalidRequest, `${method} came before initialize`);
  }

  #find(driver: Driver, method: string): KnownCall {
    const known = allCalls.get(method);
    if (known === undefined) throw noSuchCall(`this adapter has no method "${method.slice(0, 80)}"`);
    const need = methodNeeds[method];
    if (need !== undefined && !has(driver.settings, need))
      throw noSuchCall(`this adapter is without ${need}: no ${method}`);
    return known;
  }

  #initialize(params: Params): Result {
    if (this.#driver !== null)
      throw new RequestError(errorCodes.invalidRequest, 'initialize came a second time');
    if (params['protocol'] !== 1)
      throw badParams(`protocol: expected 1, got ${JSON.stringify(params['protocol'])}`);
    const given = params['options'] ?? {};
    if (typeof given !== 'object' || Array.isArray(given))
      throw badParams('options: expected an object of strings');
    const { variation, privateOperation, random, handleNumber, ...typed } = this.#options;
    const settings: Settings = {
      ...defaultSettings,
      ...typed,
      ...readOptions(given as Record<string, unknown>),
    };
    let handles = 0;
    const sources = {
      random: random ?? (settings.seed === null ? systemRandom : seededRandom(settings.seed)),
      privateOperation: privateOperation ?? nodePrivateOperation,
      handleNumber: handleNumber ?? ((): number => ++handles),
    };
    this.#driver = new Driver(settings, sources, (driver) => variedBehaviour(driver, variation));
    return introductionOf(settings);
  }
}

/** A fresh emulated driver, to be initialised first. Nothing is shared between two of them but keys that nobody writes to. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return new InProcessEmulator(options);
}
