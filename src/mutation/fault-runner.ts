// Everything that many faulty drivers are examined with, made once: plans, blocks, the reference's answers.
import { properties } from '../../properties/all.ts';
import { emulatorAdapter } from '../adapters/emulator.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import type { Variation } from '../emulator/driver.ts';
import { findFault, type FaultyDriver } from '../emulator/faults/faults.ts';
import { nodePrivateOperation } from '../emulator/private-operation.ts';
import { findVariant } from '../emulator/variants/variants.ts';
import type { Settings } from '../emulator/settings.ts';
import { cachingResolver } from '../ciphertexts/make/block-cache.ts';
import { plan, planHash } from '../2-plan/plan.ts';
import type { PlanLevel, Property } from '../2-plan/property.ts';
import { dialects, type Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { SuiteError } from '../core/errors.ts';
import {
  examine,
  surveyOf,
  takeReference,
  type Examination,
  type Making,
  type Reference,
  type Until,
} from './examine.ts';
import type { Examined } from './examined.ts';
import { askedKey, blitting } from './asked-key.ts';
import { KnownPlaintexts } from './known-plaintexts.ts';
import { naiveSets } from './naive-sets.ts';
import { sharedWork } from './shared-work.ts';
import { Decisions, Recorder, variedBy } from './touched.ts';

export interface FaultRunnerSettings {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly level: PlanLevel;
  readonly seed: number;
  /** What is planned; absent: everything. */
  readonly properties?: readonly Property[];
  /** Whether naive sets are measured beside the plan. */
  readonly naive: boolean;
  /** Whether every case is sent to every driver and judged anew, whatever the reference and other drivers did. */
  readonly everyCase?: boolean;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

/** A faulty driver as the plan and the naive sets saw it. */
export interface FaultResult {
  readonly name: string;
  readonly dialect: Dialect;
  /** `sha256:` over the ids of the plan. */
  readonly plan: string;
  readonly cases: number;
  readonly examined: Examined;
  /** Naive sets that find it, with --strict. */
  readonly naive: readonly string[];
}

/** A correct driver as the plan saw it. */
export interface VariantResult {
  readonly name: string;
  readonly dialect: Dialect;
  readonly cases: number;
  readonly examined: Examined;
  /** Cases that ended in an error of ours, or in a time-out. */
  readonly errors: number;
}

/** Drivers that need the same have a reference in common. */
interface Needs {
  readonly dialect: Dialect;
  readonly settings: Partial<Settings>;
  readonly wantsNaive: boolean;
  /** Keys are read by blits; else by the hook. */
  readonly readByBlits: boolean;
}

/** What the drivers of a group are sent, and how the reference responds. */
interface ReferenceGroup {
  readonly plan: string;
  readonly planned: Examination;
  readonly reference: Reference;
  readonly decisions: Decisions;
  readonly naive: ReadonlyMap<string, { readonly examination: Examination; readonly reference: Reference }>;
}

export class FaultRunner {
  readonly #settings: FaultRunnerSettings;
  readonly #plaintexts = new KnownPlaintexts();
  readonly #work = sharedWork(
    (key, ciphertext) => this.#plaintexts.of(key, ciphertext) ?? nodePrivateOperation(key, ciphertext),
  );
  readonly #resolve = cachingResolver((block, resolved, key) => this.#plaintexts.note(block, resolved, key));
  readonly #groups = new Map<string, Promise<ReferenceGroup>>();
  readonly #plans = new Map<string, readonly Case[]>();

  constructor(settings: FaultRunnerSettings) {
    this.#settings = settings;
  }

  /**
   * Examines a faulty driver.
   * @param until where to stop; absent: after the last case
   * @throws SuiteError `FAULT_UNKNOWN`
   */
  async examine(name: string, until?: Until): Promise<FaultResult> {
    const fault = await findFault(name);
    if (fault === undefined) {
      throw new SuiteError('FAULT_UNKNOWN', `expected a fault, got "${name}"`, 'see `kexcts list faults`');
    }
    const dialect = dialectOf(fault.settings);
    const { everyCase = false, naive: wantsNaive } = this.#settings;
    const group = await this.#group({
      dialect,
      settings: fault.settings,
      wantsNaive,
      readByBlits: everyCase || blitsOtherwise(fault),
    });
    const { plan: hash, planned, reference, decisions, naive } = group;
    const make = this.#making(fault.settings, fault.variation);
    const same = decisions.sameAs(fault.variation);
    const survey = await surveyOf(make, planned);
    const examined = await examine(make, planned, everyCase ? undefined : reference, {
      survey,
      same,
      ...(until === undefined ? {} : { until }),
    });
    const found: string[] = [];
    for (const [set, one] of naive) {
      const known = everyCase ? undefined : one.reference;
      const { strict } = await examine(make, one.examination, known, { survey, same, until: 'any' });
      if (strict !== undefined) found.push(set);
    }
    return { name, dialect, plan: hash, cases: planned.cases.length, examined, naive: found };
  }

  /**
   * Examines a correct driver in one form of the entry point.
   * @throws SuiteError `VARIANT_UNKNOWN`
   */
  async examineVariant(name: string, dialect: Dialect): Promise<VariantResult> {
    const variant = await findVariant(name);
    if (variant === undefined) {
      throw new SuiteError(
        'VARIANT_UNKNOWN',
        `expected a correct variant, got "${name}"`,
        'see spec/variants.json',
      );
    }
    const { planned, reference } = await this.#group({
      dialect,
      settings: {},
      wantsNaive: false,
      readByBlits: true,
    });
    const examined = await examine(this.#making(variant.settings, variant.variation), planned, reference);
    const { error = 0, timeout = 0 } = examined.counts;
    return { name, dialect, cases: planned.cases.length, examined, errors: error + timeout };
  }

  #making(settings: Partial<Settings>, variation?: Variation): Making {
    const { privateOperation } = this.#work;
    const profile = this.#settings.profile.name;
    return (sources) =>
      emulatorAdapter(
        { options: { profile }, callTimeoutMs: 5000 },
        { ...settings, ...sources, privateOperation, variation: this.#work.sharing(variation) },
      );
  }

  /** The last one is cached: faults that need the same come one after the other. */
  #group(needs: Needs): Promise<ReferenceGroup> {
    const name = JSON.stringify(needs);
    let group = this.#groups.get(name);
    if (group === undefined) {
      this.#groups.clear();
      this.#groups.set(name, (group = this.#open(needs)));
    }
    return group;
  }

  async #open({ dialect, settings, wantsNaive, readByBlits }: Needs): Promise<ReferenceGroup> {
    const recorder = new Recorder();
    const make = this.#making(settings, recorder.variation);
    const cases = this.#planned('plan', this.#settings.properties ?? properties, dialect);
    const look = readByBlits ? {} : { look: askedKey };
    const planned = { ...this.#examination(dialect, cases), ...look };
    const naive = new Map<string, { examination: Examination; reference: Reference }>();
    for (const set of wantsNaive ? naiveSets : []) {
      const examination = { ...this.#examination(dialect, this.#planned(set.name, [set], dialect)), ...look };
      naive.set(set.name, { examination, reference: await takeReference(make, examination, recorder) });
    }
    const reference = await takeReference(make, planned, recorder);
    const profile = this.#settings.profile.name as Settings['profile'];
    const decisions = new Decisions({ ...settings, profile }, this.#work);
    return { plan: planHash(cases), planned, reference, decisions, naive };
  }

  /** Cases are the same for all drivers that have the dialect. */
  #planned(name: string, from: readonly Property[], dialect: Dialect): readonly Case[] {
    const { contract, profile, level, seed } = this.#settings;
    const whole = `${name} ${dialect}`;
    let cases = this.#plans.get(whole);
    if (cases === undefined) {
      ({ cases } = plan(from, { contract, profile, dialect, level, seed }));
      this.#plans.set(whole, cases);
    }
    return cases;
  }

  #examination(dialect: Dialect, cases: readonly Case[]): Examination {
    const { contract, profile, now } = this.#settings;
    return { contract, profile, dialect, cases, resolve: this.#resolve, now };
  }
}

/** The form of the entry point that a run would choose. */
export function dialectOf(settings: Partial<Settings>): Dialect {
  return dialects.find((dialect) => settings.dialects?.includes(dialect) ?? true) ?? 'd3d11.1';
}

/** Drivers with the same name here have one reference. */
export function referenceGroupOf(fault: FaultyDriver): string {
  return JSON.stringify([fault.settings, blitsOtherwise(fault)]);
}

function blitsOtherwise({ variation, settings }: FaultyDriver): boolean {
  return variedBy(variation, settings).some((member) => blitting.has(member));
}
