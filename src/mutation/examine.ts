// One implementation against a plan, in process. Where it answers a case as the reference does, or as another one did, call by
// call, its verdict is that one's; so the observer and the judge work only on what is new.
import type { Contract, Profile } from '../1-contract/model.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { judgeRunRelations } from '../4-judge/relations.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import {
  DriverSession,
  DriverTerminated,
  PrerequisiteMissing,
  Refused,
  type DriverSessionSettings,
  type KeyReader,
} from '../steps/driver/driver-session.ts';
import { sendCase } from '../3-observe/send-case.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import type { BlockResolver } from '../ciphertexts/make/block-cache.ts';
import type { Adapter } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { CaseSources } from './case-sources.ts';
import { Course, type End } from './course.ts';
import { drawnFromSeed, outcomeOf, type Examined } from './examined.ts';
import { RetracingConnection, Diverged, type Exchange } from './retracing-connection.ts';
import type { Recorder, Touched } from './touched.ts';

/** What is the same for all implementations that are examined. */
export interface Examination {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly dialect: string;
  readonly cases: readonly Case[];
  readonly resolve: BlockResolver;
  /** How keys of sessions are seen; absent: by blits. */
  readonly look?: KeyReader;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

/** An implementation that draws from outside what it draws. */
export type Making = (sources: CaseSources['sources']) => Adapter;

/** What the reference answered, and what it was asked for that. */
export interface Reference {
  /** As text. */
  readonly survey: string;
  /** What was read before the first case. */
  readonly prepared: string;
  readonly cases: readonly { readonly verdict: CaseVerdict; readonly touched: Touched }[];
  /** How cases went, by what the survey was: it decides what is sent. */
  readonly courses: Map<string, Courses>;
}

/** By place in the plan; none where nobody was there, or where the order of calls is not the observer's alone. */
type Courses = (Course | undefined)[];

/** What may be left out. */
export interface Shortcuts {
  /** What the implementation was found to offer; else it is asked. */
  readonly survey?: Survey;
  /** Whether a case goes as with the reference, and need not be sent. */
  readonly same?: (touched: Touched) => boolean;
  /** When to stop: at the first case that finds a broken MUST, or at the first that finds anything. */
  readonly until?: Until;
}

/** `must`: a MUST is broken; `any`: a SHOULD will do. Cases that are drawn from the seed are not counted on. */
export type Until = 'must' | 'any';

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
  return outcomeOf(judgeRunRelations(examination.contract, verdicts).verdicts, times, timeMs, notApplicable);
}

/** What an implementation offers. */
export function surveyOf(make: Making, examination: Examination): Promise<Survey> {
  return new Examinee(make, examination).survey();
}

/** Writes down what the reference answers; it is to be made with the recorder's variation. */
export async function takeReference(
  make: Making,
  examination: Examination,
  recorder: Recorder,
): Promise<Reference> {
  const cases: Reference['cases'][number][] = [];
  const courses: Courses = [];
  const { survey, prepared } = await observed(make, examination, {
    shortcuts: {},
    courses,
    begin: () => void recorder.take(),
    note: (verdict) => void cases.push({ verdict, touched: recorder.take() }),
  });
  return { survey, prepared, cases, courses: new Map([[survey, courses]]) };
}

interface Manner {
  readonly reference?: Reference | undefined;
  readonly shortcuts: Shortcuts;
  /** Where courses are kept; absent: with the reference, where it read the same before the first case. */
  readonly courses?: Courses;
  /** The first case begins. */
  readonly begin?: () => void;
  /** A case has its verdict. */
  readonly note?: (verdict: CaseVerdict) => void;
}

interface Observed {
  readonly verdicts: readonly CaseVerdict[];
  /** Milliseconds since the start, behind each case. */
  readonly times: readonly number[];
  readonly survey: string;
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
  { reference, shortcuts, courses: kept, begin, note }: Manner,
): Promise<Observed> {
  const { now, cases } = examination;
  const started = now();
  const examinee = new Examinee(make, examination, shortcuts.survey);
  const { notApplicable, ...surveyed } = await examinee.survey();
  const survey = JSON.stringify(surveyed);
  const verdicts: CaseVerdict[] = [];
  const times: number[] = [];
  const prepared = notApplicable === undefined ? await examinee.prepared() : '';
  const known = reference?.prepared === prepared ? reference : undefined;
  const usable = known?.survey === survey ? known.cases : [];
  const courses = kept ?? (known === undefined ? undefined : coursesOf(known, survey));
  begin?.();
  for (const [index, planned] of notApplicable === undefined ? cases.entries() : []) {
    const expected = usable[index];
    const verdict =
      expected !== undefined && shortcuts.same?.(expected.touched) === true
        ? expected.verdict
        : await examinee.verdictOn(index, planned, courses);
    verdicts.push(verdict);
    note?.(verdict);
    times.push(now() - started);
    if (shortcuts.until !== undefined && isFound(verdict, shortcuts.until)) break;
  }
  await examinee.close();
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

function coursesOf({ courses }: Reference, survey: string): Courses {
  let known = courses.get(survey);
  if (known === undefined) courses.set(survey, (known = []));
  return known;
}

/** Calls that are under way together are not made one after the other. */
function isConcurrent({ recipe }: Case): boolean {
  return recipe.steps.some((step) => step.call === 'concurrent');
}

/** IVs of one case are apart from those of the next, and of what comes before the first. */
const span = 1_000_000;

/** An implementation, and what it has to show before the first case. */
interface Place {
  readonly connection: RetracingConnection;
  readonly driver: DriverSession;
  readonly prepared: string;
}

/** The implementation under examination; replaced when it ends. */
class Examinee {
  readonly #adapter: Adapter;
  readonly #sources = new CaseSources();
  readonly #settings: DriverSessionSettings;
  readonly #contract: Contract;
  #survey: Survey | undefined;
  #place: Place | undefined;

  constructor(make: Making, examination: Examination, survey?: Survey) {
    this.#adapter = make(this.#sources.sources);
    this.#survey = survey;
    this.#contract = examination.contract;
    const { profile, dialect, resolve, look } = examination;
    this.#settings = { profile, dialect, resolve, ...(look === undefined ? {} : { look }) };
  }

  /** On an implementation of its own: one that ends during the survey must not affect the first case. */
  async survey(): Promise<Survey> {
    if (this.#survey !== undefined) return this.#survey;
    this.#sources.begin(0);
    const driver = await DriverSession.open(this.#adapter, this.#settings);
    try {
      return (this.#survey = await takeSurvey(driver, this.#adapter.kind, []));
    } finally {
      await driver.close();
    }
  }

  /** What is read before the first case, as text: blocks that were made for other certificates are of no use. */
  async prepared(): Promise<string> {
    const { prepared: read } = (this.#place ??= await this.#open());
    return read;
  }

  /** Sends a case. What it came to is found, and kept, among `courses`. */
  async verdictOn(index: number, planned: Case, courses: Courses | undefined): Promise<CaseVerdict> {
    if (courses === undefined || isConcurrent(planned)) return (await this.#send(index, planned)).verdict;
    const course = courses[index];
    if (course !== undefined) return this.#follow(index, planned, course);
    const made: Exchange[] = [];
    const end = await this.#send(index, planned, made);
    courses[index] = new Course(made, end);
    return end.verdict;
  }

  /** Goes the way of others as far as it leads; from there on the observer has its say. */
  async #follow(index: number, planned: Case, course: Course): Promise<CaseVerdict> {
    const { connection } = await this.#begin(index);
    const known = await course.follow((method, params) => connection.ask(method, params));
    if (known.end !== undefined) {
      if (!known.end.alive) await this.close();
      return known.end.verdict;
    }
    connection.again(known.exchanges);
    const made: Exchange[] = [];
    connection.record = made;
    const end = await this.#sent(index, planned);
    // Where the observer diverged, the calls are not all there.
    if (connection.record === made) course.add(made, end);
    return end.verdict;
  }

  async #send(index: number, planned: Case, record: Exchange[] | null = null): Promise<End> {
    const { connection } = await this.#begin(index);
    connection.record = record;
    return this.#sent(index, planned);
  }

  async close(): Promise<void> {
    const place = this.#place;
    this.#place = undefined;
    await place?.driver.close();
  }

  async #begin(index: number): Promise<Place> {
    const place = (this.#place ??= await this.#open());
    this.#sources.begin(index + 1);
    place.connection.again([]);
    place.connection.record = null;
    place.driver.ivsFrom(BigInt((index + 1) * span));
    return place;
  }

  async #open(): Promise<Place> {
    const connection = new RetracingConnection(await this.#adapter.start());
    const driver = DriverSession.on(connection, this.#settings);
    this.#sources.begin(0);
    return { connection, driver, prepared: await prepared(driver) };
  }

  async #sent(index: number, planned: Case): Promise<End> {
    const { driver, connection } = this.#place ?? (await this.#begin(index));
    const survey = await this.survey();
    try {
      const { observation, alive } = await sendCase(driver, survey, planned);
      if (!alive) await this.close();
      return { verdict: judgeCase(this.#contract, planned, observation, needsMetBy(survey)), alive };
    } catch (error) {
      if (!(error instanceof Diverged)) throw error;
      // The observer goes another way than before; it starts again where nothing was asked yet.
      connection.record = null;
      await this.close();
      await this.#begin(index);
      return this.#sent(index, planned);
    }
  }
}

/** Makes the calls in advance that a session makes once, so that no case differs by being the first. */
async function prepared(driver: DriverSession): Promise<string> {
  const read: string[] = [];
  try {
    for (const name of ['d0', 'd1'] as const) {
      const hDevice = await driver.device(name);
      read.push((await driver.certificate(hDevice, 'crypto-session')).seen.sha256);
      if (!driver.offers('authenticatedChannel')) continue;
      read.push((await driver.certificate(hDevice, 'channel')).seen.sha256);
    }
    if (driver.offers('opm')) read.push((await driver.opmCertificate()).seen.sha256);
  } catch (error) {
    // A driver that ends here ends again in a case, where it is judged.
    if (
      !(error instanceof DriverTerminated) &&
      !(error instanceof PrerequisiteMissing) &&
      !(error instanceof Refused)
    )
      throw error;
    read.push(error.name);
  }
  return read.join(' ');
}
