// A lane works off cases one after the other on an implementation of its own, and replaces it when it dies.
import { reasonOf, SuiteError } from '../errors.ts';
import type { Adapter } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';
import { Bench, type BenchSettings } from './bench.ts';
import type { Observation } from './observation.ts';
import { sendCase } from './send-case.ts';
import type { Survey } from './survey.ts';

export interface Lane {
  /** How many cases it likes to be given at once. */
  readonly batch: number;
  /** How many batches it takes at a time: more than one where the next is to lie ready when the last is done. */
  readonly ahead: number;
  /**
   * Observations of the cases, in their order. Timers, messages and signals get in before they are handed on.
   * @throws SuiteError where the implementation does not start again.
   */
  observe(cases: readonly Case[]): Promise<Observation[]>;
  close(): Promise<void>;
}

/** A lane in this thread. */
export class DirectLane implements Lane {
  readonly batch = 1;
  // While what came of one case is judged, the driver works on the next.
  readonly ahead = 2;
  private readonly adapter: Adapter;
  private readonly settings: BenchSettings;
  private readonly survey: Survey;
  private readonly name: string;
  private bench: Bench | undefined;
  /** What was asked for last; where it fails, so does all that comes after it. */
  private last: Promise<unknown> = Promise.resolve();
  /** Implementations that this lane has used up. */
  private used = 0;

  /**
   * @param name `session/lane`, the first part of what observations say of their implementation.
   * @param bench one that is ready, such as the survey's.
   */
  constructor(adapter: Adapter, settings: BenchSettings, survey: Survey, name = '0/0', bench?: Bench) {
    this.adapter = adapter;
    this.settings = settings;
    this.survey = survey;
    this.name = name;
    this.bench = bench;
  }

  observe(cases: readonly Case[]): Promise<Observation[]> {
    const observing = this.last.then(() => this.observeAll(cases));
    this.last = observing;
    // A turn of the event loop later the driver has its next call, and works while this one is judged.
    return observing.then((observations) => new Promise((resolve) => setImmediate(resolve, observations)));
  }

  private async observeAll(cases: readonly Case[]): Promise<Observation[]> {
    const observations: Observation[] = [];
    for (const planned of cases) observations.push(await this.observeOne(planned));
    return observations;
  }

  private async observeOne(planned: Case): Promise<Observation> {
    this.bench ??= await Bench.open(this.adapter, this.settings);
    const implementation = `${this.name}/${this.used}`;
    try {
      const { observation, alive } = await sendCase(this.bench, this.survey, planned);
      if (!alive) await this.replace();
      return observation.passes.length === 0 ? observation : { ...observation, implementation };
    } catch (error) {
      if (error instanceof SuiteError) throw error;
      await this.replace();
      return { case: planned.id, error: { code: 'OBSERVER', message: reasonOf(error) }, passes: [] };
    }
  }

  private async replace(): Promise<void> {
    const dead = this.bench;
    this.bench = undefined;
    this.used += 1;
    await dead?.close();
  }

  async close(): Promise<void> {
    await this.replace();
  }
}
