// A worker sends cases one after the other to an implementation of its own, and replaces it when it has ended.
import { reasonOf, SuiteError } from '../core/errors.ts';
import type { Adapter } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { DriverSession, type DriverSessionSettings } from '../steps/driver/driver-session.ts';
import type { Observation } from '../steps/observation.ts';
import { sendCase } from './send-case.ts';
import type { Survey } from '../steps/driver/survey.ts';

export interface CaseWorker {
  /** How many cases it likes to be given at once. */
  readonly batchSize: number;
  /** How many batches it takes at a time: more than one where the next is to lie ready when the last is done. */
  readonly batchesAhead: number;
  /**
   * Observations of the cases, in their order. Timers, messages and signals get in before they are handed on.
   * @throws SuiteError where the implementation does not start again.
   */
  observe(cases: readonly Case[]): Promise<Observation[]>;
  close(): Promise<void>;
}

/** A worker in this thread. */
export class DirectWorker implements CaseWorker {
  readonly batchSize = 1;
  // While what came of one case is judged, the driver works on the next.
  readonly batchesAhead = 2;
  private readonly adapter: Adapter;
  private readonly settings: DriverSessionSettings;
  private readonly survey: Survey;
  private readonly name: string;
  private driver: DriverSession | undefined;
  /** What was asked for last; where it fails, so does all that comes after it. */
  private lastRequest: Promise<unknown> = Promise.resolve();
  /** Implementations that this worker has used up. */
  private replacedCount = 0;

  /**
   * @param name `session/worker`, the first part of what observations say of their implementation.
   * @param driver a session that is ready, such as the survey's.
   */
  constructor(
    adapter: Adapter,
    settings: DriverSessionSettings,
    survey: Survey,
    name = '0/0',
    driver?: DriverSession,
  ) {
    this.adapter = adapter;
    this.settings = settings;
    this.survey = survey;
    this.name = name;
    this.driver = driver;
  }

  observe(cases: readonly Case[]): Promise<Observation[]> {
    const observing = this.lastRequest.then(() => this.observeAll(cases));
    this.lastRequest = observing;
    // A turn of the event loop later the driver has its next call, and works while this one is judged.
    return observing.then((observations) => new Promise((resolve) => setImmediate(resolve, observations)));
  }

  private async observeAll(cases: readonly Case[]): Promise<Observation[]> {
    const observations: Observation[] = [];
    for (const planned of cases) observations.push(await this.observeOne(planned));
    return observations;
  }

  private async observeOne(planned: Case): Promise<Observation> {
    this.driver ??= await DriverSession.open(this.adapter, this.settings);
    const implementation = `${this.name}/${this.replacedCount}`;
    try {
      const { observation, alive } = await sendCase(this.driver, this.survey, planned);
      if (!alive) await this.replace();
      return observation.passes.length === 0 ? observation : { ...observation, implementation };
    } catch (error) {
      if (error instanceof SuiteError) throw error;
      await this.replace();
      return { case: planned.id, error: { code: 'OBSERVER', message: reasonOf(error) }, passes: [] };
    }
  }

  private async replace(): Promise<void> {
    const previous = this.driver;
    this.driver = undefined;
    this.replacedCount += 1;
    await previous?.close();
  }

  async close(): Promise<void> {
    await this.replace();
  }
}
