// `kexcts vectors import FILE…`: what vectors of others can test in a driver, and how a driver responds to them.
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { worse, type CaseVerdict, type Verdict } from '../4-judge/verdict.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import { sendCase } from '../3-observe/send-case.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import type { Case } from '../steps/case.ts';
import { plainText } from '../core/plain-text.ts';
import { chooseDialect, countsAsFinding } from '../suite/run.ts';
import { assess, type AssessedVector, type AssessedUse } from '../vectors/import/assess-imported.ts';
import { readImported } from '../vectors/import/read-imported.ts';
import { loadSpec, type RunOptions } from './run-options.ts';
import { runSettings } from './run.ts';

export interface ImportOptions extends Omit<RunOptions, 'adapter'> {
  readonly adapter?: string;
  readonly json: boolean;
}

const longestLine = 300;

function print(line: string): void {
  process.stdout.write(`${plainText(line, longestLine)}\n`);
}

/** How many there are of each answer: `3 pass`, or `3 × a message of 6 bytes`. */
function counted(words: readonly string[], times = ''): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([word, count]) => `${count} ${times}${word}`)
    .join(', ');
}

const words: Readonly<Record<AssessedUse, string>> = {
  meant: 'test what they were made for',
  length: 'test only whether a message of another length is refused',
  nothing: 'test nothing',
};

function printFile(file: string, assessed: readonly AssessedVector[]): void {
  print(`${file}: ${assessed.length} vectors`);
  for (const tests of ['meant', 'length', 'nothing'] as const) {
    const own = assessed.filter((one) => one.tests === tests);
    if (own.length === 0) continue;
    print(
      `  ${String(own.length).padStart(4)} ${words[tests]}: ${counted(
        own.map((one) => one.why),
        '× ',
      )}`,
    );
    const clauses = [...new Set(own.flatMap((one) => one.clauses))].sort();
    if (clauses.length > 0) print(`       clauses: ${clauses.join(', ')}`);
  }
  const rebuilt = new Set(
    assessed.flatMap((one) => (one.rebuilt === undefined ? [] : [JSON.stringify(one.rebuilt.points)])),
  );
  const made = assessed.filter((one) => one.rebuilt !== undefined).length;
  print(
    `  ${String(made).padStart(4)} made anew with a key of 16 bytes; they differ in ${rebuilt.size} points of the contract`,
  );
}

/** Reads files, reports what they can test, and sends them where an adapter is given. */
export async function importCommand(files: readonly string[], options: ImportOptions): Promise<ExitStatus> {
  const { contract, profile } = loadSpec(options.spec, options.profile);
  const dialect = options.dialect ?? 'd3d11.1';
  const assessed = files.map((file) => {
    const vectors = readImported(file);
    if (vectors.length === 0)
      throw new SuiteError('IMPORT_FILE', `expected vectors in ${file}; it holds none`, 'give another file');
    return { file, of: vectors.map((one) => assess({ contract, profile, dialect }, one)) };
  });
  if (options.json) {
    const rows = assessed.flatMap(({ file, of }) =>
      of.map(({ vector, tests, why, clauses, verbatim, rebuilt }) => ({
        file,
        id: vector.id,
        comment: vector.comment,
        result: vector.result,
        tests,
        why,
        clauses,
        verbatim: verbatim?.id ?? null,
        rebuilt: rebuilt?.id ?? null,
      })),
    );
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    print(`what they test in a driver with the profile ${profile.name}`);
    for (const { file, of } of assessed) printFile(file, of);
  }
  if (options.adapter === undefined) return exitStatus.holds;
  const all = assessed.flatMap(({ of }) => of);
  return send(
    { ...options, adapter: options.adapter },
    {
      rebuilt: all.flatMap((one) => one.rebuilt ?? []),
      verbatim: all.flatMap((one) => one.verbatim ?? []),
    },
  );
}

/** Sends both kinds: first what is made for the driver's certificate, then what changes its key. */
async function send(
  options: RunOptions,
  { rebuilt, verbatim }: { readonly rebuilt: readonly Case[]; readonly verbatim: readonly Case[] },
): Promise<ExitStatus> {
  const settings = await runSettings(options);
  const first = await settings.adapter.start();
  const dialect = chooseDialect(settings.dialect, first.introduction.dialects);
  const sessionSettings = { profile: settings.profile, dialect };
  let driver = DriverSession.on(first, sessionSettings);
  let worst: Verdict = 'skip';
  try {
    const survey = await takeSurvey(driver, settings.adapter.kind, []);
    if (survey.notApplicable !== undefined) {
      print(`not applicable: ${survey.notApplicable}`);
      return options.allowNotApplicable ? exitStatus.holds : exitStatus.undecided;
    }
    for (const [what, cases] of [
      ["made anew for the driver's certificate", rebuilt],
      ['sent as they stand, under their own keys', verbatim],
    ] as const) {
      const verdicts: CaseVerdict[] = [];
      for (const planned of cases) {
        const { observation, alive } = await sendCase(driver, survey, planned);
        if (!alive) {
          await driver.close();
          driver = await DriverSession.open(settings.adapter, sessionSettings);
        }
        const verdict = judgeCase(settings.contract, planned, observation, needsMetBy(survey));
        verdicts.push(verdict);
        if (countsAsFinding(verdict, settings.strict)) {
          worst = worse(worst, verdict.verdict);
          print(`${verdict.verdict.toUpperCase()}  ${verdict.title}`);
        }
      }
      print(`${cases.length} ${what}: ${counted(verdicts.map((one) => one.verdict)) || 'none'}`);
    }
  } finally {
    await driver.close();
  }
  if (worst === 'error') return exitStatus.undecided;
  return worst === 'skip' ? exitStatus.holds : exitStatus.doesNotHold;
}
