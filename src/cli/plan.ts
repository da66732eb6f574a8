// `kexcts plan`: the plan as a file, without a driver.
import { properties } from '../../properties/all.ts';
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { plan } from '../2-plan/plan.ts';
import { writeWhole } from '../core/write-whole.ts';
import { planHeader } from '../suite/header.ts';
import { loadRegressions } from '../suite/regressions.ts';
import { loadSpec, type RunOptions } from './run-options.ts';

export async function planCommand(options: RunOptions & { readonly out: string }): Promise<ExitStatus> {
  const { contract, profile } = loadSpec(options.spec, options.profile);
  const dialect = options.dialect ?? 'd3d11.1';
  const { level, seed } = options;
  const made = plan(
    properties,
    { contract, profile, dialect, level, seed },
    loadRegressions('regressions', contract),
  );
  const header = planHeader({ contract, profile, level, seed }, dialect, made);
  await writeWhole(
    options.out,
    (function* lines(): Generator<string> {
      yield `${JSON.stringify(header)}\n`;
      for (const planned of made.cases) yield `${JSON.stringify(planned)}\n`;
    })(),
  );
  process.stdout.write(`${made.cases.length} cases, plan ${made.hash}\nwritten to ${options.out}\n`);
  return exitStatus.holds;
}
