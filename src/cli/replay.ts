// `kexcts replay ID…`: runs cases again, one by one, and shows every message.
import { properties } from '../../properties/all.ts';
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { findingText, sentText } from '../4-judge/finding-text.ts';
import { verdicts, worse, type CaseVerdict, type Verdict } from '../4-judge/verdict.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import { sendCase } from '../3-observe/send-case.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import type { Answer, Connection, Params } from '../core/protocol/adapter.ts';
import { describeRecipe } from '../steps/step-kinds.ts';
import type { Case } from '../steps/case.ts';
import { plainText } from '../core/plain-text.ts';
import { findCases } from '../suite/find-cases.ts';
import { chooseDialect, countsAsFinding } from '../suite/run.ts';
import { runSettings } from './run.ts';
import type { RunOptions } from './run-options.ts';

/** Longest part of a message that is shown, in characters. */
const shownCharacters = 600;

/** A connection that prints what goes over it. */
class PrintingConnection implements Connection {
  readonly introduction: Connection['introduction'];
  private readonly inner: Connection;
  private readonly print: (line: string) => void;
  isVerbose = false;

  constructor(inner: Connection, print: (line: string) => void) {
    this.inner = inner;
    this.print = print;
    this.introduction = inner.introduction;
  }

  async call(method: string, params: Params): Promise<Answer> {
    if (this.isVerbose) this.print(`  -> ${method} ${shown(params)}`);
    const answer = await this.inner.call(method, params);
    if (this.isVerbose)
      this.print(
        `  <- ${answer.kind === 'result' ? shown(answer.result) : `${answer.kind}: ${shown(answer)}`}`,
      );
    return answer;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

function shown(value: unknown): string {
  return plainText(JSON.stringify(value), shownCharacters);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export async function replayCommand(ids: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const settings = await runSettings(options);
  let connection = new PrintingConnection(await settings.adapter.start(), print);
  const dialect = chooseDialect(settings.dialect, connection.introduction.dialects);
  const sessionSettings = { profile: settings.profile, dialect };
  let driver: DriverSession | undefined = DriverSession.on(connection, sessionSettings);
  let worst: Verdict = 'skip';
  try {
    const cases = findCases(ids, {
      properties,
      contract: settings.contract,
      profile: settings.profile,
      regressions: settings.regressions,
      facts: { level: settings.level, seed: settings.seed, dialect, profile: settings.profile.name },
    });
    const survey = await takeSurvey(driver, settings.adapter.kind, settings.profiles);
    if (survey.notApplicable !== undefined) {
      print(`not applicable: ${plainText(survey.notApplicable, shownCharacters)}`);
      return options.allowNotApplicable ? exitStatus.holds : exitStatus.undecided;
    }
    for (const planned of cases) {
      if (driver === undefined) {
        connection = new PrintingConnection(await settings.adapter.start(), print);
        driver = DriverSession.on(connection, sessionSettings);
      }
      introduce(planned);
      connection.isVerbose = true;
      const { observation, alive } = await sendCase(driver, survey, planned);
      connection.isVerbose = false;
      if (!alive) {
        await driver.close();
        driver = undefined;
      }
      const verdict = judgeCase(settings.contract, planned, observation, needsMetBy(survey));
      conclude(
        planned,
        verdict,
        findingText(settings.contract, sentText(planned), verdict, settings.repeat(planned.id)),
      );
      worst = worse(worst, verdict.verdict);
      if (countsAsFinding(verdict, settings.strict)) worst = worse(worst, verdict.verdict);
    }
  } finally {
    await (driver?.close() ?? Promise.resolve());
  }
  if (worst === 'error') return exitStatus.undecided;
  const against =
    verdicts.indexOf(worst) <= verdicts.indexOf('flaky') || (settings.strict && worst === 'warn');
  return against ? exitStatus.doesNotHold : exitStatus.holds;
}

function introduce(planned: Case): void {
  print(`case ${planned.id}  ${planned.title}`);
  for (const [index, line] of describeRecipe(planned.recipe).entries())
    print(`  ${index}. ${plainText(line, shownCharacters)}`);
}

function conclude(planned: Case, verdict: CaseVerdict, text: NonNullable<CaseVerdict['text']>): void {
  print(
    `${verdict.verdict.toUpperCase()}  ${planned.id}${verdict.reason === undefined ? '' : `  ${plainText(verdict.reason, shownCharacters)}`}`,
  );
  for (const clause of verdict.clauses) print(`  ${clause.verdict.padEnd(11)} ${clause.id}`);
  print(`  expected  ${plainText(text.expected.replaceAll('\n', ' | '), 2000)}`);
  print(`  got       ${plainText(text.got, 2000)}`);
  print(`  repeat    ${plainText(text.repeat, 2000)}`);
}
