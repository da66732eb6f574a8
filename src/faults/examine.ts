// One implementation against a plan, in process. Where it answers a case as the reference does, call by call, its verdict is
// the reference's; so the observer and the judge work only on what is different.
import type { RandomSource } from '../emulator/random.ts';
import type { Contract, Profile } from '../contract/model.ts';
import { judgeCase } from '../judge/judge-case.ts';
import { needsMetBy } from '../judge/needs.ts';
import { relationsOverRun } from '../judge/relations.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import { Bench, Died, Lacking, Refused, type BenchSettings } from '../observe/bench.ts';
import { sendCase } from '../observe/send-case.ts';
import type { Survey } from '../observe/survey.ts';
import { takeSurvey } from '../observe/take-survey.ts';
import type { BlockResolver } from '../oaep/remembered-blocks.ts';
import type { Adapter } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';
import { CaseRandom } from './case-random.ts';
import { outcomeOf, type Examined } from './examined.ts';
import { SteadyConnection, Strayed, type Exchange } from './steady-connection.ts';

/** What is the same for all implementations that are examined. */
export interface Examination {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly dialect: string;
  readonly cases: readonly Case[];
  readonly resolve: BlockResolver;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

/** An implementation that takes its random numbers from outside. */
export type Making = (random: RandomSource) => Adapter;

/** What the reference answered. */
export interface Reference {
  readonly survey: string;
  readonly cases: readonly { readonly exchanges: readonly Traced[] | null; readonly verdict: CaseVerdict }[];
}

/** A call of the reference, with its answer as text. */
interface Traced extends Omit<Exchange, 'answer'> {
  readonly answer: string;
}

/** Sends a whole plan to an implementation and judges it. */
export async function examine(
  make: Making,
  examination: Examination,
  reference?: Reference,
): Promise<Examined> {
  const { verdicts, times, notApplicable, timeMs } = await observed(make, examination, reference, null);
  return outcomeOf(relationsOverRun(examination.contract, verdicts).verdicts, times, timeMs, notApplicable);
}

/** Writes down what the reference answers. */
export async function takeReference(make: Making, examination: Examination): Promise<Reference> {
  const exchanges: (Traced[] | null)[] = [];
  const { verdicts, survey } = await observed(make, examination, undefined, exchanges);
  const cases = verdicts.map((verdict, at) => ({ verdict, exchanges: exchanges[at] ?? null }));
  return { survey: JSON.stringify(survey), cases };
}

interface Observed {
  readonly verdicts: readonly CaseVerdict[];
  /** Milliseconds since the start, behind each case. */
  readonly times: readonly number[];
  readonly survey: Survey;
  readonly notApplicable?: string;
  readonly timeMs: number;
}

async function observed(
  make: Making,
  examination: Examination,
  reference: Reference | undefined,
  written: (Traced[] | null)[] | null,
): Promise<Observed> {
  const { now, cases } = examination;
  const started = now();
  const desk = new Desk(make, examination);
  const survey = await desk.survey();
  const { notApplicable } = survey;
  const verdicts: CaseVerdict[] = [];
  const times: number[] = [];
  const usable = reference?.survey === JSON.stringify(survey) ? reference.cases : [];
  if (notApplicable === undefined) {
    for (const [index, planned] of cases.entries()) {
      const expected = usable[index];
      const record: Exchange[] | null = written === null || isConcurrent(planned) ? null : [];
      verdicts.push(
        expected === undefined || expected.exchanges === null
          ? await desk.send(index, planned, record)
          : await desk.retrace(index, planned, expected.exchanges, expected.verdict),
      );
      written?.push(record === null ? null : record.map(traced));
      times.push(now() - started);
    }
  }
  await desk.close();
  const timeMs = now() - started;
  return { verdicts, times, survey, timeMs, ...(notApplicable === undefined ? {} : { notApplicable }) };
}

function traced({ method, params, answer }: Exchange): Traced {
  return { method, params, answer: JSON.stringify(answer) };
}

/** Calls that are under way together are not made one after the other. */
function isConcurrent({ recipe }: Case): boolean {
  return recipe.steps.some((step) => step.call === 'concurrent');
}

/** IVs and names of one case are apart from those of the next, and of what comes before the first. */
const span = 1_000_000;

/** Where one implementation stands while it is examined; replaced when it dies. */
class Desk {
  readonly #adapter: Adapter;
  readonly #random = new CaseRandom();
  readonly #settings: BenchSettings;
  readonly #contract: Contract;
  #survey: Survey | undefined;
  #place: { readonly connection: SteadyConnection; readonly bench: Bench } | undefined;

  constructor(make: Making, examination: Examination) {
    this.#adapter = make(this.#random.source);
    this.#contract = examination.contract;
    const { profile, dialect, resolve } = examination;
    this.#settings = { profile, dialect, resolve };
  }

  /** On an implementation of its own: what dies of the first questions is not to spoil the first case. */
  async survey(): Promise<Survey> {
    this.#random.begin(0);
    const bench = await Bench.open(this.#adapter, this.#settings);
    try {
      return (this.#survey = await takeSurvey(bench, this.#adapter.kind, []));
    } finally {
      await bench.close();
    }
  }

  async send(index: number, planned: Case, record: Exchange[] | null): Promise<CaseVerdict> {
    const { connection } = await this.#begin(index);
    connection.record = record;
    return this.#sent(index, planned);
  }

  /** Makes the reference's calls, as long as the answers are the reference's; from there on, the observer has its say. */
  async retrace(
    index: number,
    planned: Case,
    exchanges: readonly Traced[],
    verdict: CaseVerdict,
  ): Promise<CaseVerdict> {
    const { connection } = await this.#begin(index);
    const before: Exchange[] = [];
    for (const { method, params, answer: expected } of exchanges) {
      const answer = await connection.ask(method, params);
      before.push({ method, params, answer });
      if (JSON.stringify(answer) === expected) continue;
      connection.again(before);
      return this.#sent(index, planned);
    }
    return verdict;
  }

  async close(): Promise<void> {
    const place = this.#place;
    this.#place = undefined;
    await place?.bench.close();
  }

  async #begin(index: number): Promise<{ connection: SteadyConnection; bench: Bench }> {
    const place = (this.#place ??= await this.#open());
    this.#random.begin(index + 1);
    place.connection.begin((index + 1) * span);
    place.connection.record = null;
    place.bench.ivsFrom(BigInt((index + 1) * span));
    return place;
  }

  async #open(): Promise<{ connection: SteadyConnection; bench: Bench }> {
    const connection = new SteadyConnection(await this.#adapter.start());
    const bench = Bench.on(connection, this.#settings);
    this.#random.begin(0);
    await prepared(bench);
    return { connection, bench };
  }

  async #sent(index: number, planned: Case): Promise<CaseVerdict> {
    const { bench } = this.#place ?? (await this.#begin(index));
    const survey = this.#survey ?? (await this.survey());
    try {
      const { observation, alive } = await sendCase(bench, survey, planned);
      if (!alive) await this.close();
      return judgeCase(this.#contract, planned, observation, needsMetBy(survey));
    } catch (error) {
      if (!(error instanceof Strayed)) throw error;
      // The observer goes another way than before; it starts again where nothing was asked yet.
      await this.close();
      await this.#begin(index);
      return this.#sent(index, planned);
    }
  }
}

/** Asks beforehand for all that a bench asks for once, so that no case differs by being the first. */
async function prepared(bench: Bench): Promise<void> {
  try {
    for (const name of ['d0', 'd1'] as const) {
      const hDevice = await bench.device(name);
      await bench.certificate(hDevice, 'crypto-session');
      if (bench.offers('authenticatedChannel')) await bench.certificate(hDevice, 'channel');
    }
    if (bench.offers('opm')) await bench.opmCertificate();
  } catch (error) {
    // What dies of it dies again in a case, where it is judged.
    if (!(error instanceof Died) && !(error instanceof Lacking) && !(error instanceof Refused)) throw error;
  }
}
