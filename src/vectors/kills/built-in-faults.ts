// The suite's built-in faulty drivers against the vectors alone: which of them are found out, and by which vector first.
import { emulatorAdapter } from '../../adapters/emulator.ts';
import type { Contract, Profile } from '../../contract/model.ts';
import { memoisedOperation } from '../../emulator/memoised-operation.ts';
import { faultNames, findFault, type FaultFamily } from '../../emulator/faults/faults.ts';
import { judgeCase } from '../../judge/judge-case.ts';
import { needsMetBy } from '../../judge/needs.ts';
import { relationsOverRun } from '../../judge/relations.ts';
import type { CaseVerdict, Verdict } from '../../judge/verdict.ts';
import { Bench, type BenchSettings } from '../../observe/bench.ts';
import { sendCase } from '../../observe/send-case.ts';
import { takeSurvey } from '../../observe/take-survey.ts';
import { rememberingResolver } from '../../oaep/remembered-blocks.ts';
import type { Case } from '../../recipe/case.ts';

/** What became of a fault. */
export interface FaultKill {
  readonly family: FaultFamily;
  readonly fault: string;
  /** Title of the first case that shows it; absent where none does. */
  readonly by?: string;
}

const against: ReadonlySet<Verdict> = new Set<Verdict>(['fail', 'crash', 'warn']);

/** Sends cases to every faulty driver until one shows the fault; relations over all of them are looked at in the end. */
export async function faultKills(
  contract: Contract,
  profile: Profile,
  cases: readonly Case[],
): Promise<FaultKill[]> {
  const privateOperation = memoisedOperation();
  const settings: BenchSettings = { profile, dialect: 'd3d11.1', resolve: rememberingResolver() };
  const kills: FaultKill[] = [];
  for (const [family, names] of await faultNames()) {
    for (const fault of names) {
      const found = await findFault(fault);
      if (found === undefined) continue;
      const { variation, settings: own } = found;
      const adapter = emulatorAdapter(
        { options: { profile: profile.name }, callTimeoutMs: 5000 },
        { ...own, variation, privateOperation, seed: 1 },
      );
      const by = await firstKiller(contract, settings, adapter, cases);
      kills.push({ family, fault, ...(by === undefined ? {} : { by }) });
    }
  }
  return kills;
}

async function firstKiller(
  contract: Contract,
  settings: BenchSettings,
  adapter: ReturnType<typeof emulatorAdapter>,
  cases: readonly Case[],
): Promise<string | undefined> {
  let bench = await Bench.open(adapter, settings);
  const verdicts: CaseVerdict[] = [];
  try {
    const survey = await takeSurvey(bench, 'emulator', []);
    for (const planned of cases) {
      const { observation, alive } = await sendCase(bench, survey, planned);
      const verdict = judgeCase(contract, planned, observation, needsMetBy(survey));
      if (against.has(verdict.verdict)) return planned.title;
      verdicts.push(verdict);
      if (!alive) bench = await Bench.open(adapter, settings);
    }
  } finally {
    await bench.close();
  }
  return relationsOverRun(contract, verdicts).verdicts.find((one) => against.has(one.verdict))?.title;
}
