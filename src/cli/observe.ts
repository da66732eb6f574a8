// `kexcts observe`: sends a plan from a file, and writes observations to one.
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { GrowingFile } from '../core/files/ndjson-file.ts';
import type { Observation } from '../steps/observation.ts';
import type { Progress } from '../5-report/progress.ts';
import { observationsHeader } from '../suite/header.ts';
import { readPlan } from '../suite/plan-file.ts';
import { run } from '../suite/run.ts';
import type { RunResult } from '../suite/run-result.ts';
import { interruptible, runSettings } from './run.ts';
import { loadSpec, type RunOptions } from './run-options.ts';
import { terminalProgress } from './terminal-progress.ts';

/**
 * What the user did not want to be sent, so that judging distinguishes it from what is missing. Where the run was broken off, only
 * `--clause` is known to have been a wish.
 */
function leftOutByUser({ verdicts, left }: RunResult): Observation[] {
  return verdicts.flatMap(({ case: id, verdict, reason }) => {
    if (verdict !== 'skip' || reason === undefined) return [];
    const wanted = left === undefined || reason.startsWith('--clause ');
    return wanted ? [{ case: id, skip: reason, passes: [] }] : [];
  });
}

/** How many observations are gathered before they are written. */
const gather = 8;

export async function observeCommand(
  options: RunOptions & { readonly out: string; readonly plan: string },
): Promise<ExitStatus> {
  const { contract } = loadSpec(options.spec, options.profile);
  const { get, hash, level, seed, dialect, ...planned } = readPlan(options.plan, contract);
  const cases = planned.cases.flatMap(({ id }) => get(id) ?? []);
  const settings = {
    ...(await runSettings({ ...options, level, seed, dialect, strict: false, allowNotApplicable: false })),
    planned: { cases, hash },
    // Nothing is written down of what that finds out.
    recheck: false,
    shrink: false,
  };
  const file = new GrowingFile(options.out, 'w');
  const interrupt = interruptible();
  let progress: Progress | undefined;
  let waiting = 0;
  try {
    const result = await run(
      settings,
      {
        onStart: (beginning) => {
          file.add(observationsHeader(settings, beginning));
          file.flush();
          progress = terminalProgress({ total: beginning.cases.length }, settings.now);
        },
        onVerdict: (planned, observation) => {
          file.add(observation);
          waiting += 1;
          if (waiting % gather === 0) file.flush();
          progress?.advance(planned.property, false);
        },
      },
      interrupt.stop,
    );
    progress?.end();
    for (const skip of leftOutByUser(result)) file.add(skip);
    file.flush();
    const { notApplicable } = result.survey;
    process.stdout.write(
      notApplicable === undefined
        ? `${waiting} of ${result.cases.length} cases observed\nwritten to ${options.out}\n`
        : `not applicable: ${notApplicable}\n`,
    );
    const undecided = notApplicable !== undefined || result.conclusion.status === exitStatus.undecided;
    return undecided ? exitStatus.undecided : exitStatus.holds;
  } finally {
    progress?.end();
    interrupt.release();
    file.close();
  }
}
