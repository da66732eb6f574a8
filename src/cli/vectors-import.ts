// `kexcts vectors import FILE…`: what vectors of others can tell about a driver, and what a driver answers to them.
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { worse, type CaseVerdict, type Verdict } from '../4-judge/verdict.ts';
import { DriverSession } from '../3-observe/driver-session.ts';
import { sendCase } from '../3-observe/send-case.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import type { Case } from '../steps/case.ts';
import { plainText } from '../core/plain-text.ts';
import { chooseDialect, countsAsFinding } from '../suite/run.ts';
import { appraise, type Appraised, type Tells } from '../vectors/import/appraise.ts';
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

const words: Readonly<Record<Tells, string>> = {
  meant: 'tell what they were made for',
  length: 'tell only that a message of another length is refused or not',
  nothing: 'tell nothing',
};

function printFile(file: string, appraised: readonly Appraised[]): void {
  print(`${file}: ${appraised.length} vectors`);
  for (const tells of ['meant', 'length', 'nothing'] as const) {
    const own = appraised.filter((one) => one.tells === tells);
    if (own.length === 0) continue;
    print(
      `  ${String(own.length).padStart(4)} ${words[tells]}: ${counted(
        own.map((one) => one.why),
        '× ',
      )}`,
    );
    const clauses = [...new Set(own.flatMap((one) => one.clauses))].sort();
    if (clauses.length > 0) print(`       clauses: ${clauses.join(', ')}`);
  }
  const rebuilt = new Set(
    appraised.flatMap((one) => (one.rebuilt === undefined ? [] : [JSON.stringify(one.rebuilt.points)])),
  );
  const made = appraised.filter((one) => one.rebuilt !== undefined).length;
  print(
    `  ${String(made).padStart(4)} made anew with a key of 16 bytes; they differ in ${rebuilt.size} points of the contract`,
  );
}

/** Reads files, says what they can tell, and sends them where an adapter is given. */
export async function importCommand(files: readonly string[], options: ImportOptions): Promise<ExitStatus> {
  const { contract, profile } = loadSpec(options.spec, options.profile);
  const dialect = options.dialect ?? 'd3d11.1';
  const appraised = files.map((file) => {
    const vectors = readImported(file);
    if (vectors.length === 0)
      throw new SuiteError('IMPORT_FILE', `expected vectors in ${file}; it holds none`, 'give another file');
    return { file, of: vectors.map((one) => appraise({ contract, profile, dialect }, one)) };
  });
  if (options.json) {
    const rows = appraised.flatMap(({ file, of }) =>
      of.map(({ vector, tells, why, clauses, verbatim, rebuilt }) => ({
        file,
        id: vector.id,
        comment: vector.comment,
        result: vector.result,
        tells,
        why,
        clauses,
        verbatim: verbatim?.id ?? null,
        rebuilt: rebuilt?.id ?? null,
      })),
    );
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    print(`what they tell of a driver with the profile ${profile.name}`);
    for (const { file, of } of appraised) printFile(file, of);
  }
  if (options.adapter === undefined) return exitStatus.holds;
  const all = appraised.flatMap(({ of }) => of);
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
  const benchSettings = { profile: settings.profile, dialect };
  let bench = DriverSession.on(first, benchSettings);
  let worst: Verdict = 'skip';
  try {
    const survey = await takeSurvey(bench, settings.adapter.kind, []);
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
        const { observation, alive } = await sendCase(bench, survey, planned);
        if (!alive) {
          await bench.close();
          bench = await DriverSession.open(settings.adapter, benchSettings);
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
    await bench.close();
  }
  if (worst === 'error') return exitStatus.undecided;
  return worst === 'skip' ? exitStatus.holds : exitStatus.doesNotHold;
}
