// One implementation against a plan, in process. Where it answers a case as the reference does, call by call, its verdict is
// the reference's; so the observer and the judge work only on what is different.
import type { RandomSource } from '../emulator/random.ts';
import type { Contract, Profile } from '../contract/model.ts';
import { judgeCase } from '../judge/judge-case.ts';
import { needsMetBy } from '../judge/needs.ts';
import { relationsOverRun } from '../judge/relations.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import { Bench, Died, Lacking, Refused, type BenchSettings, type KeyLook } from '../observe/bench.ts';
import { sendCase } from '../observe/send-case.ts';
import type { Survey } from '../observe/survey.ts';
import { takeSurvey } from '../observe/take-survey.ts';
import type { BlockResolver } from '../oaep/remembered-blocks.ts';
import type { Adapter } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';
import { CaseRandom } from './case-random.ts';
import { drawnFromSeed, outcomeOf, type Examined } from './examined.ts';
import type { KnownVerdicts } from './known-verdicts.ts';
import { SteadyConnection, Strayed, type Exchange } from './steady-connection.ts';
import type { Recorder, Touched } from './touched.ts';

/** What is the same for all implementations that are examined. */
export interface Examination {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly dialect: string;
  readonly cases: readonly Case[];
  readonly resolve: BlockResolver;
  /** How keys of sessions are seen; absent: by blits. */
  readonly look?: KeyLook;
  /** Verdicts on what other implementations showed; absent: everything is judged. */
  readonly known?: KnownVerdicts;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

/** An implementation that takes its random numbers from outside. */
export type Making = (random: RandomSource) => Adapter;

/** What the reference answered, and what it was asked for that. */
export interface Reference {
  readonly survey: string;
  /** What was read before the first case. */
  readonly prepared: string;
  readonly cases: readonly {
    readonly exchanges: readonly Traced[] | null;
    readonly verdict: CaseVerdict;
    readonly touched: Touched;
  }[];
}

/** What may be left out. */
export interface Shortcuts {
  /** Whether a case goes as with the reference, and need not be sent. */
  readonly same?: (touched: Touched) => boolean;
  /** When to stop: at the first case that finds a broken MUST, or at the first that finds anything. */
  readonly until?: Until;
}

/** `must`: a MUST is broken; `any`: a SHOULD will do. Cases that are drawn from the seed are not counted on. */
export type Until = 'must' | 'any';

/** A call of the reference, with its answer as text. */
interface Traced extends Omit<Exchange, 'answer'> {
  readonly answer: string;
}

/** Sends a whole plan to an implementation and judges it. */
export async function examine(
  make: Making,
  examination: Examination,
  reference?: Reference,
  shortcuts: Shortcuts = {},
): Promise<Examined> {
  const { verdicts, times, notApplicable, timeMs } = await observed(make, examination, {
    reference,
    shortcuts,
  });
  return outcomeOf(relationsOverRun(examination.contract, verdicts).verdicts, times, timeMs, notApplicable);
}

/** Writes down what the reference answers; it is to be made with the recorder's variation. */
export async function takeReference(
  make: Making,
  examination: Examination,
  recorder: Recorder,
): Promise<Reference> {
  const exchanges: (Traced[] | null)[] = [];
  const touched: Touched[] = [];
  const note = (traced: Traced[] | null): void => {
    exchanges.push(traced);
    touched.push(recorder.take());
  };
  const begin = (): void => void recorder.take();
  const { verdicts, survey, prepared } = await observed(make, examination, { begin, note, shortcuts: {} });
  const cases = verdicts.map((verdict, at) => ({
    verdict,
    exchanges: exchanges[at] ?? null,
    touched: touched[at] ?? recorder.take(),
  }));
  return { survey: JSON.stringify(survey), prepared, cases };
}

interface Course {
  readonly reference?: Reference | undefined;
  readonly shortcuts: Shortcuts;
  /** The first case begins. */
  readonly begin?: () => void;
  /** A case was sent: the calls made, or null where their order is not theirs alone. */
  readonly note?: (traced: Traced[] | null) => void;
}

interface Observed {
  readonly verdicts: readonly CaseVerdict[];
  /** Milliseconds since the start, behind each case. */
  readonly times: readonly number[];
  readonly survey: Survey;
  readonly prepared: string;
  readonly notApplicable?: string;
  readonly timeMs: number;
}

function isFound({ verdict, property }: CaseVerdict, until: Until): boolean {
  if (property === drawnFromSeed) return false;
  return verdict === 'fail' || verdict === 'crash' || (until === 'any' && verdict === 'warn');
}

async function observed(
  make: Making,
  examination: Examination,
  { reference, shortcuts, begin, note }: Course,
): Promise<Observed> {
  const { now, cases } = examination;
  const started = now();
  const desk = new Desk(make, examination);
  const survey = await desk.survey();
  const { notApplicable } = survey;
  const verdicts: CaseVerdict[] = [];
  const times: number[] = [];
  const prepared = notApplicable === undefined ? await desk.prepared() : '';
  const alike = reference?.survey === JSON.stringify(survey) && reference.prepared === prepared;
  const usable = alike ? reference.cases : [];
  begin?.();
  for (const [index, planned] of notApplicable === undefined ? cases.entries() : []) {
    const expected = usable[index];
    const record: Exchange[] | null = note === undefined || isConcurrent(planned) ? null : [];
    const verdict =
      expected === undefined
        ? await desk.send(index, planned, record)
        : shortcuts.same?.(expected.touched) === true
          ? expected.verdict
          : expected.exchanges === null
            ? await desk.send(index, planned, record)
            : await desk.retrace(index, planned, expected.exchanges, expected.verdict);
    verdicts.push(verdict);
    note?.(record === null ? null : record.map(traced));
    times.push(now() - started);
    if (shortcuts.until !== undefined && isFound(verdict, shortcuts.until)) break;
  }
  await desk.close();
  const timeMs = now() - started;
  return {
    verdicts,
    times,
    survey,
    prepared,
    timeMs,
    ...(notApplicable === undefined ? {} : { notApplicable }),
  };
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

/** An implementation, and what it has to show before the first case. */
interface Place {
  readonly connection: SteadyConnection;
  readonly bench: Bench;
  readonly prepared: string;
}

/** Where one implementation stands while it is examined; replaced when it dies. */
class Desk {
  readonly #adapter: Adapter;
  readonly #random = new CaseRandom();
  readonly #settings: BenchSettings;
  readonly #contract: Contract;
  readonly #known: KnownVerdicts | undefined;
  #survey: Survey | undefined;
  #place: Place | undefined;

  constructor(make: Making, examination: Examination) {
    this.#adapter = make(this.#random.source);
    this.#contract = examination.contract;
    this.#known = examination.known;
    const { profile, dialect, resolve, look } = examination;
    this.#settings = { profile, dialect, resolve, ...(look === undefined ? {} : { look }) };
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

  /** What is read before the first case, as text: blocks that were made for other certificates are of no use. */
  async prepared(): Promise<string> {
    const { prepared: read } = (this.#place ??= await this.#open());
    return read;
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

  async #begin(index: number): Promise<Place> {
    const place = (this.#place ??= await this.#open());
    this.#random.begin(index + 1);
    place.connection.begin((index + 1) * span);
    place.connection.record = null;
    place.bench.ivsFrom(BigInt((index + 1) * span));
    return place;
  }

  async #open(): Promise<Place> {
    const connection = new SteadyConnection(await this.#adapter.start());
    const bench = Bench.on(connection, this.#settings);
    this.#random.begin(0);
    return { connection, bench, prepared: await prepared(bench) };
  }

  async #sent(index: number, planned: Case): Promise<CaseVerdict> {
    const { bench } = this.#place ?? (await this.#begin(index));
    const survey = this.#survey ?? (await this.survey());
    try {
      const { observation, alive } = await sendCase(bench, survey, planned);
      if (!alive) await this.close();
      const judge = (): CaseVerdict => judgeCase(this.#contract, planned, observation, needsMetBy(survey));
      return this.#known?.of(planned, observation, JSON.stringify(survey), judge) ?? judge();
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
async function prepared(bench: Bench): Promise<string> {
  const read: string[] = [];
  try {
    for (const name of ['d0', 'd1'] as const) {
      const hDevice = await bench.device(name);
      read.push((await bench.certificate(hDevice, 'crypto-session')).seen.sha256);
      if (!bench.offers('authenticatedChannel')) continue;
      read.push((await bench.certificate(hDevice, 'channel')).seen.sha256);
    }
    if (bench.offers('opm')) read.push((await bench.opmCertificate()).seen.sha256);
  } catch (error) {
    // What dies of it dies again in a case, where it is judged.
    if (!(error instanceof Died) && !(error instanceof Lacking) && !(error instanceof Refused)) throw error;
    read.push(error.name);
  }
  return read.join(' ');
}
