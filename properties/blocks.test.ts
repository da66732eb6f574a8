// Every block of the plan, made for keys whose private half is known: without its defect it is one that decrypts to the key.
// That it has the defect which its case declares is seen in src/ciphertexts/open/full-plan.test.ts, where it is sent.
import { constants, createPrivateKey, privateDecrypt, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flattenSteps, sentStep } from '../src/steps/recipe.ts';
import { resolveBlock, type MadeBlock } from '../src/ciphertexts/make/block.ts';
import { publicKeyOf } from '../src/ciphertexts/make/rsa-public.ts';
import { unrelatedKey } from '../src/ciphertexts/make/unrelated-key.ts';
import { packageRoot } from '../src/core/package-root.ts';
import { plan } from '../src/2-plan/plan.ts';
import { contextOf, contract } from '../src/2-plan/plan-context.test-support.ts';
import type { PlanLevel } from '../src/2-plan/property.ts';
import { defectsOf, repair } from './repair.test-support.ts';
import type { Block, KeyReference } from '../src/ciphertexts/block.ts';
import type { Case } from '../src/steps/case.ts';
import type { DeclaredPoint } from '../src/steps/declared-point.ts';
import type { Recipe, Step } from '../src/steps/recipe.ts';
import { properties } from './all.ts';

const profile = { hash: 'sha512', mgfHash: 'sha512', label: '' };
const random = Buffer.from('5a5b5c5d5e5f60616263646566676869', 'hex');
const opmCall = 'OPMSetSigningKeyAndSequenceNumbers';

function keyPair(name: string): { privateKey: KeyObject; publicKey: ReturnType<typeof publicKeyOf> } {
  const pem = readFileSync(join(packageRoot, 'vectors', 'keys', `test-rsa2048-${name}.pem`), 'utf8');
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}
const sessionKey = keyPair('a');
const opmKey = keyPair('b');
const channelKey = keyPair('c');

interface Resolved {
  readonly step: Step;
  readonly point: DeclaredPoint;
  readonly block: Block;
  readonly made: MadeBlock;
  readonly own: KeyObject;
}

/** The blocks of a recipe, made in order; the certificates are one where the recipe wants it so, and else two. */
function* resolvedIn(recipe: Recipe, points: Case['points']): Generator<Resolved> {
  const opm = recipe.certificates === 'shared' ? sessionKey : opmKey;
  const sent = new Map<Step, Buffer>();
  for (const [at, flat] of flattenSteps(recipe).entries()) {
    const step = sentStep(flat);
    if (!('data' in step) || step.data === null) continue;
    const own = step.call === opmCall ? opm : 'channel' in step ? channelKey : sessionKey;
    const keys: Readonly<Record<KeyReference, ReturnType<typeof publicKeyOf>>> = {
      own: own.publicKey,
      'crypto-session': sessionKey.publicKey,
      opm: opm.publicKey,
      channel: channelKey.publicKey,
      stranger: unrelatedKey(),
    };
    const made = resolveBlock(step.data, {
      profile,
      keys: (reference) => keys[reference],
      random,
      earlier: (index) => {
        const earlier = recipe.steps[index];
        return (earlier && sent.get(earlier)) ?? expect.unreachable(`step ${index} sent nothing`);
      },
    });
    if (made.problem !== undefined)
      return expect.unreachable(`${made.problem}: ${JSON.stringify(step.data)}`);
    sent.set(flat, made.bytes);
    yield { step, point: points[at] ?? {}, block: step.data, made, own: own.privateKey };
  }
}

function casesOf(level: PlanLevel): readonly Case[] {
  return plan(properties, contextOf(level, 'wddm2.4')).cases;
}

/** All of `full` takes minutes; `gate` has one of each. */
const levels =
  process.env['KEXCTS_TEST_LEVEL'] === 'full' ? (['gate', 'full'] as const) : (['gate'] as const);

describe.each(levels)('level %s', (level) => {
  const cases = casesOf(level);

  test(
    'repaired, every block decrypts to a key, or to parameters for the output',
    { timeout: 300_000 },
    () => {
      const wrong: string[] = [];
      let repaired = 0;
      for (const one of cases) {
        const recipe = repair(contract, one);
        if (recipe === undefined) continue;
        for (const { step, point, block, made, own } of resolvedIn(recipe, one.points)) {
          if (defectsOf(contract, step.call, point).length === 0) continue;
          repaired += 1;
          if ('DataSize' in step || 'device' in step || 'failAllocation' in step)
            wrong.push(`${one.title}: not repaired`);
          const M = opened(own, made.bytes);
          const wanted =
            step.call === opmCall ? M?.subarray(0, 16).equals(random) && M.length >= 40 : M?.length === 16;
          if (wanted !== true) wrong.push(`${one.title}: ${JSON.stringify(block).slice(0, 100)}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(repaired).toBeGreaterThan(cases.length / 2);
    },
  );
});

function opened(key: KeyObject, bytes: Buffer): Buffer | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha512' }, bytes);
  } catch {
    return undefined;
  }
}

test('a repaired case has the calls of the defective one', () => {
  for (const one of casesOf('gate')) {
    const recipe = repair(contract, one);
    if (recipe === undefined) continue;
    expect(recipe.steps.map((step) => step.call)).toEqual(one.recipe.steps.map((step) => step.call));
  }
});
