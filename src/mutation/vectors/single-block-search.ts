// Whether one block shows a fault: some block of the plan finds it when it is the only one that a new driver is sent.
import { emulatorAdapter } from '../../adapters/emulator.ts';
import { findFault } from '../../emulator/faults/faults.ts';
import { examine } from '../examine.ts';
import { FaultRunner, type FaultRunnerSettings } from '../fault-runner.ts';
import { cachingResolver } from '../../ciphertexts/make/block-cache.ts';
import { casesOf } from '../../2-plan/plan.ts';
import type { Dialect } from '../../core/protocol/adapter.ts';
import type { Case } from '../../steps/case.ts';
import { singleBlocks } from './single-blocks.ts';

/** The key of a certificate that no fault is about: what is found under it again does not depend on a particular ciphertext. */
const otherKey = 'test-rsa2048-f';

export class SingleBlockSearch {
  readonly #settings: FaultRunnerSettings;
  readonly #runner: FaultRunner;
  readonly #resolve = cachingResolver();
  readonly #cases = new Map<Dialect, ReadonlyMap<string, Case>>();

  constructor(settings: FaultRunnerSettings) {
    this.#settings = settings;
    this.#runner = new FaultRunner({ ...settings, properties: [singleBlocks] });
  }

  /** What the first block is that shows a fault; undefined where it takes more than one, or a particular one. */
  async firstDetecting(name: string): Promise<string | undefined> {
    const { examined, dialect } = await this.#runner.examine(name);
    const cases = this.#casesFor(dialect);
    for (const id of new Set(examined.clauses.map((kill) => kill.case))) {
      const planned = cases.get(id);
      if (planned !== undefined && (await this.#findsAlone(name, planned, dialect))) return planned.title;
    }
    return undefined;
  }

  async #findsAlone(name: string, planned: Case, dialect: Dialect): Promise<boolean> {
    const { contract, profile, now } = this.#settings;
    const fault = await findFault(name);
    if (fault === undefined) return false;
    const { settings, variation } = fault;
    const options = { options: { profile: profile.name }, callTimeoutMs: 5000 };
    const { strict } = await examine(
      (sources) => emulatorAdapter(options, { ...settings, ...sources, variation, key: otherKey }),
      { contract, profile, dialect, cases: [planned], resolve: this.#resolve, now },
    );
    return strict !== undefined;
  }

  #casesFor(dialect: Dialect): ReadonlyMap<string, Case> {
    let cases = this.#cases.get(dialect);
    if (cases === undefined) {
      cases = new Map(casesOf([singleBlocks], { ...this.#settings, dialect }).map((one) => [one.id, one]));
      this.#cases.set(dialect, cases);
    }
    return cases;
  }
}
