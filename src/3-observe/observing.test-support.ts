// A session with an emulator, ready for cases.
import { join } from 'node:path';
import { emulatorAdapter } from '../adapters/emulator.ts';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import type { Profile } from '../1-contract/model.ts';
import type { Variation } from '../emulator/driver.ts';
import { packageRoot } from '../core/package-root.ts';
import { Draft } from '../2-plan/draft.ts';
import type { Case } from '../steps/case.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { takeSurvey } from './take-survey.ts';
import { caseId } from '../steps/case.ts';

const spec = join(packageRoot, 'spec');
export const contract = loadContract(spec);
export const profiles: readonly Profile[] = loadProfiles(spec);

export function profileNamed(name: string): Profile {
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

export interface Ready {
  readonly driver: DriverSession;
  readonly survey: Survey;
}

/** Starts an emulator with these options, and surveys it. */
export async function ready(
  options: Readonly<Record<string, string>> = {},
  variation?: Variation,
  profile = 'opm-sha512',
): Promise<Ready> {
  const adapter = emulatorAdapter(
    { options, callTimeoutMs: 1000 },
    { seed: 1, ...(variation ? { variation } : {}) },
  );
  const driver = await DriverSession.open(adapter, { profile: profileNamed(profile), dialect: 'd3d11.1' });
  return { driver, survey: await takeSurvey(driver, 'emulator', profiles) };
}

/** A case from a draft. */
export function caseOf(build: (draft: Draft) => Draft): Case {
  const draft = build(new Draft({ contract, dialect: 'd3d11.1' }));
  const recipe = draft.recipe();
  return {
    id: caseId(recipe),
    kind: 'boundary',
    property: 'test',
    title: 'a case',
    recipe,
    points: draft.points,
  };
}
