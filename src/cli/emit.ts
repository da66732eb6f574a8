// `kexcts replay ID --emit`: a case as a program, or as a vector.
import { properties } from '../../properties/all.ts';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { findingText, sentText } from '../4-judge/finding-text.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import { describeRecipe } from '../steps/step-kinds.ts';
import { findCases } from '../suite/find-cases.ts';
import { chooseDialect } from '../suite/run.ts';
import { cProgram } from '../vectors/emit/c.ts';
import { pythonProgram } from '../vectors/emit/python.ts';
import { transcribe } from '../vectors/emit/transcript.ts';
import { vectorText } from '../vectors/emit/vector.ts';
import type { RunOptions } from './run-options.ts';
import { runSettings } from './run.ts';

export type EmittedForm = 'c' | 'python' | 'vector';

/** Writes the program or vector to standard output. */
export async function emitCommand(
  ids: readonly string[],
  form: EmittedForm,
  options: RunOptions,
): Promise<ExitStatus> {
  const [id, ...more] = ids;
  if (id === undefined || more.length > 0) {
    throw new SuiteError('EMIT_ONE', `expected one case for --emit, got ${ids.length}`, 'give one id');
  }
  const settings = await runSettings(options);
  const { contract, profile, profiles, regressions, level, seed, adapter } = settings;
  const first = await adapter.start();
  const dialect = chooseDialect(settings.dialect, first.introduction.dialects);
  const driver = DriverSession.on(first, { profile, dialect });
  let survey;
  try {
    survey = await takeSurvey(driver, adapter.kind, profiles);
  } finally {
    await driver.close();
  }
  const where = {
    properties,
    contract,
    profile,
    regressions,
    facts: { level, seed, dialect, profile: profile.name },
  };
  const [planned] = findCases([id], where);
  if (planned === undefined)
    throw new SuiteError('CASE_UNKNOWN', `there is no case "${id}"`, 'see kexcts list cases');
  const transcript = await transcribe(adapter, { profile, dialect }, survey, planned, form !== 'vector');
  const verdict = judgeCase(contract, planned, transcript.observation, needsMetBy(survey));
  const { expected, got } = findingText(contract, sentText(planned), verdict, settings.repeat(planned.id));
  const said = {
    options: options.adapterOption,
    expected: [
      ...describeRecipe(planned.recipe).map((line, at) => `  ${at}. ${line}`),
      '',
      `Expected: ${expected.split('\n')[0] ?? ''}`,
      `Got, when this was written: ${got}`,
    ],
  };
  const text =
    form === 'c'
      ? cProgram(planned, transcript, said)
      : form === 'python'
        ? pythonProgram(planned, transcript, said)
        : vectorText(contract, planned, transcript);
  process.stdout.write(text);
  return exitStatus.holds;
}
