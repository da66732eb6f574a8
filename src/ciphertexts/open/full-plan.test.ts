// Every block that the emulator is sent: what its case declares is what the bytes are, by the private key of the certificate
// that the case was made for. Level gate; level full where KEXCTS_TEST_LEVEL says so.
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { properties } from '../../../properties/all.ts';
import { openAdapter } from '../../adapters/open.ts';
import { loadProfiles } from '../../1-contract/load.ts';
import { interchangeableKeyNames, poolKey } from '../../emulator/keys.ts';
import { flattenSteps, sentStep } from '../../steps/recipe.ts';
import { DriverSession } from '../../steps/driver/driver-session.ts';
import type { ObservedStep } from '../../steps/driver/observed-step.ts';
import { sendCase } from '../../3-observe/send-case.ts';
import { takeSurvey } from '../../3-observe/take-survey.ts';
import { packageRoot } from '../../core/package-root.ts';
import { contextOf, contract } from '../../2-plan/plan-context.test-support.ts';
import { plan } from '../../2-plan/plan.ts';
import type { Block } from '../block.ts';
import type { Case } from '../../steps/case.ts';
import type { Step } from '../../steps/recipe.ts';
import { lengthVariables } from './bounds.ts';
import { classifyBlock, type Classification } from './classify-block.ts';
import { contradictions } from './contradictions.ts';
import { privateKeyOf, type PrivateKey } from './private-key.ts';
import { unrelatedPrivateKey } from './unrelated-private-key.ts';

const level = process.env['KEXCTS_TEST_LEVEL'] === 'full' ? 'full' : 'gate';
const profiles = loadProfiles(join(packageRoot, 'spec'));
const bounds = lengthVariables(contract);
const setCall = 'OPMSetSigningKeyAndSequenceNumbers';
const unrelated = privateKeyOf(unrelatedPrivateKey());
const pool = interchangeableKeyNames.map((name) => privateKeyOf(poolKey(name).privateKey));

/** The private half of a public key that a certificate of the emulator carries. */
function privateHalf(n: bigint): PrivateKey {
  return pool.find((key) => key.n === n) ?? expect.unreachable('no key of the pool has this modulus');
}

type Whose = 'crypto-session' | 'channel' | 'opm';
type Keys = Readonly<Record<Whose, PrivateKey>>;

async function keysOf(driver: DriverSession): Promise<Keys> {
  const d0 = await driver.device('d0');
  const of = async (whose: Whose): Promise<PrivateKey> =>
    privateHalf((await driver.publicKey('own', whose, d0)).n);
  return { 'crypto-session': await of('crypto-session'), channel: await of('channel'), opm: await of('opm') };
}

/** Labels that stand in place of the profile's anywhere in the plan: bytes that are sent as they are do not say theirs. */
function labelsIn(cases: readonly Case[]): string[] {
  const labels = new Set<string>();
  for (const { recipe } of cases) {
    for (const flat of flattenSteps(recipe)) {
      const step = sentStep(flat);
      if ('data' in step && step.data !== null && 'L' in step.data) labels.add(step.data.L);
    }
  }
  return [...labels];
}

/** The block as its recipe gives it: `same-as` stands for an earlier one. */
function original(block: Block, steps: readonly Step[]): Block {
  const earlier = block.form === 'same-as' ? steps[block.step] : undefined;
  if (earlier === undefined || !('data' in earlier) || earlier.data === null) return block;
  return original(earlier.data, steps);
}

/** What the bytes do not show, and the recipe does: lengths, labels, seeds that may stand in them. */
function hintsOf(
  block: Block,
  labels: readonly string[],
  random: Buffer | undefined,
): Parameters<typeof classifyBlock>[3] {
  const pieces = 'M' in block ? (typeof block.M === 'string' ? [block.M] : block.M) : undefined;
  const length = pieces?.reduce((sum, piece) => sum + (piece === '$random' ? 16 : piece.length / 2), 0);
  return {
    bounds,
    ...(length === undefined ? {} : { messageLengths: [length] }),
    labels,
    ...('seed' in block ? { seeds: [Buffer.from(block.seed, 'hex')] } : {}),
    ...(random === undefined ? {} : { random }),
  };
}

/**
 * Of a bare number, whatever message it happens to hold was not meant. A plaintext that ends before the random number would is
 * declared short, and not to differ besides.
 */
function whatCounts(block: Block, is: Classification, random: Buffer | undefined): Classification {
  const { size, integer, encoding } = is;
  if (block.form === 'integer') return { size, ...(integer && { integer }), ...(encoding && { encoding }) };
  if (random === undefined || is.M === undefined || is.M.length >= random.length) return is;
  const { random: _random, ...rest } = is;
  return rest;
}

/** Contradictions in one case, and how many blocks were looked at. */
function examine(
  one: Case,
  observed: readonly ObservedStep[],
  keys: Keys,
  labels: readonly string[],
): { wrong: string[]; blocks: number } {
  const wrong: string[] = [];
  let blocks = 0;
  let provisioned: PrivateKey | undefined;
  const randoms = new Map<string, Buffer>();
  for (const [at, flat] of flattenSteps(one.recipe).entries()) {
    const step = sentStep(flat);
    const seen = observed[at];
    if (step.call === 'test/provisionKey') {
      const key = createPrivateKey({ key: Buffer.from(step.pkcs8, 'hex'), format: 'der', type: 'pkcs8' });
      provisioned = privateKeyOf(key);
    }
    if (step.call === 'OPMGetRandomNumber' && seen?.RandomNumber !== undefined)
      randoms.set(step.output, Buffer.from(seen.RandomNumber, 'hex'));
    const bytes = seen?.sent?.pData;
    if (!('data' in step) || step.data === null || bytes === undefined || bytes === null) continue;
    const whose = step.call === setCall ? 'opm' : 'channel' in step ? 'channel' : 'crypto-session';
    const own = provisioned ?? keys[whose];
    const others = [...Object.values(keys), unrelated].filter((key) => key.n !== own.n);
    const block = original(step.data, one.recipe.steps);
    const random = 'output' in step ? randoms.get(step.output) : undefined;
    const profile = profiles.find((known) => known.name === 'opm-sha512') ?? expect.unreachable('no profile');
    const is = classifyBlock(
      Buffer.from(bytes, 'hex'),
      { own, others },
      profile,
      hintsOf(block, labels, random),
    );
    // DataSize is said apart from the bytes where a step gives it.
    const { size, ...declared } = one.points[at] ?? {};
    const said = 'DataSize' in step || size === undefined ? declared : { ...declared, size };
    blocks += 1;
    for (const line of contradictions(said, whatCounts(block, is, random)))
      wrong.push(`${one.title} (${one.id}), step ${at}: ${line}`);
  }
  return { wrong, blocks };
}

test('a case that declares what is not so is found', () => {
  const own = pool[0] ?? expect.unreachable('the pool is empty');
  const keys = { 'crypto-session': own, channel: own, opm: own };
  const cases = plan(properties, contextOf('smoke')).cases;
  const bytes = '00'.repeat(256);
  const lying = cases.find((one) => one.points.some((point) => point?.['encoding'] === 'valid'));
  const observed = flattenSteps(lying?.recipe ?? { steps: [] }).map(({ call }) => ({
    call,
    sent: { pData: bytes, DataSize: 256 },
  }));
  const { wrong } = examine(
    lying ?? expect.unreachable('no case declares a valid block'),
    observed,
    keys,
    [],
  );
  expect(wrong[0]).toMatch(/encoding was declared valid, and is /);
});

describe.each(['same', 'own'])("OPM's certificate: %s", (opmCertificate) => {
  test(`every block of ${level} is what its case declares`, { timeout: 900_000 }, async () => {
    const profile = profiles.find((known) => known.name === 'opm-sha512') ?? expect.unreachable('no profile');
    const options = { opmCertificate, keyExchange: 'both', concurrent: 'true' };
    const adapter = await openAdapter('emulator', { options, callTimeoutMs: 5000 });
    const wrong: string[] = [];
    let blocks = 0;
    let driver = await DriverSession.open(adapter, { profile, dialect: 'wddm2.4' });
    try {
      const survey = await takeSurvey(driver, 'emulator', profiles);
      const keys = await keysOf(driver);
      const { cases } = plan(properties, contextOf(level, 'wddm2.4'));
      const labels = labelsIn(cases);
      for (const one of cases) {
        const { observation, alive } = await sendCase(driver, survey, one);
        for (const { steps } of observation.passes) {
          const found = examine(one, steps, keys, labels);
          wrong.push(...found.wrong);
          blocks += found.blocks;
        }
        const gone = !alive || one.recipe.steps.some((step) => step.call === 'test/provisionKey');
        if (!gone) continue;
        await driver.close();
        driver = await DriverSession.open(adapter, { profile, dialect: 'wddm2.4' });
      }
    } finally {
      await driver.close();
    }
    expect(wrong).toEqual([]);
    expect(blocks).toBeGreaterThan(1000);
  });
});
