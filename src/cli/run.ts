// `kexcts run`.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { properties } from '../../properties/all.ts';
import { openAdapter } from '../adapters/open.ts';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { sentText } from '../4-judge/finding-text.ts';
import type { Observation } from '../steps/observation.ts';
import type { Progress } from '../5-report/progress.ts';
import { isFormatName, formatNames, type FormatName } from '../5-report/formats.ts';
import { EventLog } from '../suite/event-log.ts';
import { OutputFolder } from '../suite/output-folder.ts';
import { expectSameRun, readInterruptedRun, type InterruptedRun } from '../suite/interrupted-run.ts';
import { withText } from '../suite/conclude-run.ts';
import { observationsHeader } from '../suite/header.ts';
import { builtCases } from '../suite/built-plan.ts';
import { loadRegressions } from '../suite/regressions.ts';
import { repeatCommand } from '../suite/repeat-command.ts';
import { currentEnvironment, reportHead, buildReport } from '../suite/build-report.ts';
import { countsAsFinding, run } from '../suite/run.ts';
import type { RunSettings } from '../suite/settings.ts';
import { writeReports } from '../suite/write-reports.ts';
import { baselineInUse, type BaselineOptions } from './baseline-options.ts';
import { loadSpec, type RunOptions } from './run-options.ts';
import { terminalProgress } from './terminal-progress.ts';
import { fileNames } from '../gate/file-names.ts';

export interface FullRunOptions extends RunOptions, BaselineOptions {
  readonly out?: string;
  readonly resume: boolean;
  readonly report: string;
}

/** Formats of `--report`; report.json is always among them. */
export function parseFormats(text: string): FormatName[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wanted: FormatName[] = ['json'];
  for (const name of names) {
    if (!isFormatName(name)) {
      throw new SuiteError(
        'FORMAT_UNKNOWN',
        `expected report formats, got "${name}"`,
        `known: ${formatNames.join(', ')}`,
      );
    }
    if (!wanted.includes(name)) wanted.push(name);
  }
  return wanted;
}

/** `reports/<UTC time>-<adapter kind>`, with a number behind it where two runs begin in one second. */
function defaultOut(started: Date, kind: string): string {
  const stamp = started
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  const base = join('reports', `${stamp}-${kind}`);
  for (let number = 1; ; number += 1) {
    const path = number === 1 ? base : `${base}-${number}`;
    if (!existsSync(path)) return path;
  }
}

/** Kinds whose implementation computes in this process, and so wants threads for more than one worker. */
const inProcess = ['emulator'];

/** Resolves options to the settings of a run. */
export async function runSettings(options: RunOptions): Promise<RunSettings> {
  const spec = loadSpec(options.spec, options.profile);
  const adapterSettings = {
    options: withProfile(options),
    callTimeoutMs: options.timeout,
  };
  const adapter = await openAdapter(options.adapter, adapterSettings);
  return {
    contract: spec.contract,
    profile: spec.profile,
    profiles: spec.profiles,
    properties,
    generated: builtCases,
    regressions: loadRegressions('regressions', spec.contract),
    level: options.level,
    seed: options.seed,
    strict: options.strict,
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
    ...(options.clause === undefined ? {} : { clause: options.clause }),
    ...(options.budget === undefined ? {} : { budgetMs: options.budget }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    bail: options.bail,
    workers: options.workers,
    ...(options.maxFlaky === undefined ? {} : { maxFlaky: options.maxFlaky }),
    adapter,
    ...(inProcess.includes(adapter.kind)
      ? {
          threads: {
            specifier: options.adapter,
            options: adapterSettings.options,
            callTimeoutMs: options.timeout,
          },
        }
      : {}),
    repeat: (id) => repeatCommand(options, id),
    now: () => performance.now(),
  };
}

/** The built-in emulator gets the profile of the run, unless the user chose another. */
function withProfile({ adapter, adapterOption, profile }: RunOptions): Readonly<Record<string, string>> {
  const own = adapter === 'emulator' || adapter.startsWith('emulator:');
  return own && adapterOption['profile'] === undefined ? { ...adapterOption, profile } : adapterOption;
}

/** Status of a process that ends itself on an interrupt, as shells write it. */
const interruptedStatus = 130;

/** Notes the first Ctrl-C; a second one ends the process at once, and with it what adapters started. */
export function interruptible(): { stop: () => string | undefined; release: () => void } {
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(interruptedStatus);
    interrupted = true;
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stop: () => (interrupted ? 'interrupted' : undefined),
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

function goingOn({ observations, tornBytes }: InterruptedRun): string {
  const torn = tornBytes === 0 ? '' : `; ${tornBytes} bytes of a torn end are cut off`;
  return `kexcts: going on behind ${observations.size} cases that were sent before${torn}\n`;
}

/** Runs the suite, and writes and prints what came of it. */
export async function runCommand(options: FullRunOptions): Promise<ExitStatus> {
  const formats = parseFormats(options.report);
  if (options.resume && options.out === undefined) {
    throw new SuiteError(
      'RESUME_WHERE',
      '--resume needs the folder of the run to go on with',
      'give it with --out',
    );
  }
  const settings = { ...(await runSettings(options)), ...(await baselineInUse(options)) };
  const started = new Date();
  const path = resolve(options.out ?? defaultOut(started, settings.adapter.kind));
  const folder = await OutputFolder.create(path, options.resume);
  const interrupt = interruptible();
  let progress: Progress | undefined;
  let events: EventLog | undefined;
  const noteworthy = new Map<string, Observation>();
  try {
    const earlier: InterruptedRun | undefined = options.resume ? readInterruptedRun(path) : undefined;
    const result = await run(
      settings,
      {
        onStart: (beginning) => {
          const header = observationsHeader(settings, beginning);
          if (earlier !== undefined) expectSameRun(path, earlier.header, header);
          folder.begin(header, earlier);
          if (formats.includes('ndjson')) events = new EventLog(join(path, fileNames.events));
          events?.begin(reportHead(settings, beginning), beginning.cases.length);
          if (earlier !== undefined) process.stderr.write(goingOn(earlier));
          progress = terminalProgress({ total: beginning.cases.length }, settings.now);
        },
        onVerdict: (planned, observation, verdict) => {
          folder.add(observation, verdict, earlier?.observations.has(planned.id) === true);
          events?.verdict(withText(settings, () => sentText(planned), verdict));
          if (countsAsFinding(verdict, true)) noteworthy.set(planned.id, observation);
          progress?.advance(planned.property, countsAsFinding(verdict, settings.strict));
        },
        onRetry: (what) => progress?.again(what),
      },
      interrupt.stop,
      earlier?.observations,
    );
    progress?.end();
    folder.close();
    const ended = new Date();
    const seconds = (ended.getTime() - started.getTime()) / 1000;
    const reported = { ...settings, environment: currentEnvironment() };
    const report = buildReport(reported, result, {
      started: started.toISOString(),
      ended: ended.toISOString(),
      seconds,
    });
    const written = {
      settings,
      result,
      report,
      specDir: resolve(options.spec),
      cases: new Map(result.cases.map((planned) => [planned.id as string, planned])),
      observations: noteworthy,
    };
    events?.end(report, result.verdicts);
    await writeReports(
      path,
      formats.filter((name) => name !== 'ndjson'),
      written,
    );
    // What it draws tables with takes long to load, and is not needed before.
    const { printSummary } = await import('./summary.ts');
    printSummary({ ...written, reportPath: join(path, fileNames.report) });
    const { status } = result.conclusion;
    return report.summary.verdict === 'not-applicable' && options.allowNotApplicable
      ? exitStatus.holds
      : status;
  } finally {
    progress?.end();
    interrupt.release();
    events?.close();
    folder.release();
  }
}
