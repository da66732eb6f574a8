// Sends cases to the canaries until each is caught: is this selection of cases able to find anything?
import { canaries } from './canaries/canaries.ts';
import { emulatorAdapter } from '../adapters/emulator.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import { memoisedOperation } from '../emulator/memoised-operation.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import { sendCase } from '../3-observe/send-case.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import type { Case } from '../steps/case.ts';

export interface CanarySettings {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly dialect: string;
  readonly strict: boolean;
  /** The facts of a driver whose oracles and capabilities the canaries are to be seen through; absent: all there are. */
  readonly through?: Survey;
}

/** Names of the canaries that these cases do not catch. */
export async function missedCanaries(cases: readonly Case[], settings: CanarySettings): Promise<string[]> {
  const missed: string[] = [];
  const privateOperation = memoisedOperation();
  for (const { name, variation } of canaries) {
    const adapter = emulatorAdapter(
      { options: { profile: settings.profile.name }, callTimeoutMs: 5000 },
      { variation, privateOperation, seed: 1 },
    );
    const driver = await DriverSession.open(adapter, settings);
    try {
      const own = await takeSurvey(driver, 'emulator', []);
      const survey = settings.through === undefined ? own : commonSurvey(own, settings.through);
      if (!(await isCaught(driver, survey, cases, settings))) missed.push(name);
    } finally {
      await driver.close();
    }
  }
  return missed;
}

/** What both have: a canary shows no more than the driver under test could show. */
function commonSurvey(own: Survey, driver: Survey): Survey {
  const capabilities = Object.fromEntries(
    Object.entries(own.capabilities).filter(([name]) => {
      const offered: unknown = driver.capabilities[name as keyof Survey['capabilities']];
      return offered !== undefined && offered !== false;
    }),
  );
  return {
    ...own,
    capabilities,
    caps: own.caps.filter((cap) => driver.caps.includes(cap)),
    keyOracle: own.keyOracle.filter((oracle) => driver.keyOracle.includes(oracle)),
  };
}

async function isCaught(
  driver: DriverSession,
  survey: Survey,
  cases: readonly Case[],
  { contract, strict }: CanarySettings,
): Promise<boolean> {
  for (const planned of cases) {
    const { observation } = await sendCase(driver, survey, planned);
    const { verdict } = judgeCase(contract, planned, observation, needsMetBy(survey));
    if (verdict === 'fail' || verdict === 'crash' || (strict && verdict === 'warn')) return true;
  }
  return false;
}
