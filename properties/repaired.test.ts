// One defect at a time: on the emulator each case with a defect, sent again without it, is accepted.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAdapter } from '../src/adapters/open.ts';
import { loadProfiles } from '../src/1-contract/load.ts';
import { flattenSteps, sentStep } from '../src/steps/recipe.ts';
import { DriverSession } from '../src/steps/driver/driver-session.ts';
import { sendCase } from '../src/3-observe/send-case.ts';
import type { Survey } from '../src/steps/driver/survey.ts';
import { takeSurvey } from '../src/3-observe/take-survey.ts';
import { packageRoot } from '../src/core/package-root.ts';
import { contextOf, contract } from '../src/2-plan/plan-context.test-support.ts';
import { plan } from '../src/2-plan/plan.ts';
import { defectsOf, repair } from './repair.test-support.ts';
import { isFailure } from '../src/core/windows/hresult.ts';
import { properties } from './all.ts';

const profiles = loadProfiles(join(packageRoot, 'spec'));
const profile = profiles.find((one) => one.name === 'opm-sha512');

let driver: DriverSession;
let survey: Survey;

beforeAll(async () => {
  if (profile === undefined) return expect.unreachable('the default profile is there');
  // A second set of parameters for one output is open; here it replaces the first, as a repaired sequence needs.
  const options = { opmRepeat: 'replace', keyExchange: 'both', concurrent: 'true' };
  const adapter = await openAdapter('emulator', { options, callTimeoutMs: 5000 });
  driver = await DriverSession.open(adapter, { profile, dialect: 'wddm2.4' });
  survey = await takeSurvey(driver, 'emulator', profiles);
});
afterAll(() => driver.close());

test('every defect of gate', { timeout: 120_000 }, async () => {
  const { cases } = plan(properties, contextOf('gate', 'wddm2.4'));
  const refused: string[] = [];
  let accepted = 0;
  for (const one of cases) {
    const recipe = repair(contract, one);
    if (recipe === undefined) continue;
    const { observation } = await sendCase(driver, survey, { ...one, recipe });
    const seen = observation.passes[0]?.steps ?? [];
    for (const [at, step] of flattenSteps(recipe).entries()) {
      const point = one.points[at] ?? {};
      const { call } = sentStep(step);
      const code = seen[at]?.hr ?? seen[at]?.status;
      if (defectsOf(contract, call, point).length === 0 || observation.unsupported !== undefined) continue;
      // A request on an output or a channel that has no key yet is refused for that; so are parameters for an output
      // whose random number nobody read.
      const unread =
        'output' in step && !recipe.steps.slice(0, at).some((one_) => one_.call === 'OPMGetRandomNumber');
      if (unread) continue;
      if (call === 'OPMGetInformation' || call.endsWith('AuthenticatedChannel')) continue;
      if (code === undefined || isFailure(code)) refused.push(`${one.title}: ${call} ${code}`);
      else accepted += 1;
    }
  }
  expect(refused).toEqual([]);
  expect(accepted).toBeGreaterThan(800);
});
