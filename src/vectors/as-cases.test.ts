// Every vector as a case: made anew for a driver's own certificate, and byte for byte under its own key. Against the emulator, and
// against the adapter that KEXCTS_VECTORS_ADAPTER names.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vectors } from '../../properties/vectors.ts';
import { openAdapter } from '../adapters/open.ts';
import { loadSpec } from '../1-contract/load.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { judgeRunRelations } from '../4-judge/relations.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import { sendCase } from '../3-observe/send-case.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import { packageRoot } from '../core/package-root.ts';
import { plan } from '../2-plan/plan.ts';
import type { Case } from '../steps/case.ts';

const { contract, profiles } = loadSpec(join(packageRoot, 'spec'));
const dialect = 'd3d11.1';
const named = process.env['KEXCTS_VECTORS_ADAPTER'];
const adapters = named === undefined ? ['emulator'] : [named];

describe.each(adapters)('%s', (adapterName) => {
  test.each(profiles)('is right about the vectors of $name', { timeout: 300_000 }, async (profile) => {
    const options = { profile: profile.name };
    const adapter = await openAdapter(adapterName, { options, callTimeoutMs: 5000 });
    const settings = { profile, dialect };

    async function verdictsOf(cases: readonly Case[]): Promise<CaseVerdict[]> {
      const verdicts: CaseVerdict[] = [];
      let driver = await DriverSession.open(adapter, settings);
      try {
        const survey = await takeSurvey(driver, 'exec', []);
        for (const one of cases) {
          const { observation, alive } = await sendCase(driver, survey, one);
          verdicts.push(judgeCase(contract, one, observation, needsMetBy(survey)));
          if (!alive) driver = await DriverSession.open(adapter, settings);
        }
      } finally {
        await driver.close();
      }
      return judgeRunRelations(contract, verdicts).verdicts;
    }

    const { cases } = plan([vectors], { contract, profile, dialect, level: 'full', seed: 1 });
    expect(cases.length).toBeGreaterThan(300);
    const verdicts = await verdictsOf(cases);
    const short = verdicts.map(({ verdict, title, reason }) => ({ verdict, title, reason }));
    // `observed` is what the contract leaves open.
    expect(short.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'observed')).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(290);
  });
});
