// What counts as a kill, and what the matrix makes of results.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { properties } from '../../properties/all.ts';
import { emulatorAdapter } from '../adapters/emulator.ts';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import type { Variation } from '../emulator/driver.ts';
import { DriverHang } from '../emulator/refusal.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { cachingResolver } from '../ciphertexts/make/block-cache.ts';
import { packageRoot } from '../core/package-root.ts';
import { plan } from '../2-plan/plan.ts';
import { examine } from './examine.ts';
import type { Examined } from './examined.ts';
import { matrixOf, type MatrixFacts } from './matrix.ts';
import { matrixText } from './matrix-text.ts';
import type { FaultResult } from './fault-runner.ts';

const spec = join(packageRoot, 'spec');
const contract = loadContract(spec);
const [profile] = loadProfiles(spec).filter(({ name }) => name === 'opm-sha512');

async function examined(variation: Variation): Promise<Examined> {
  if (profile === undefined) return expect.unreachable('the default profile is there');
  const context = { contract, profile, dialect: 'd3d11.1', level: 'smoke', seed: 1 } as const;
  const cases = plan(properties, context).cases.slice(0, 30);
  const examination = {
    contract,
    profile,
    dialect: 'd3d11.1',
    cases,
    resolve: cachingResolver(),
    now: () => 0,
  };
  const settings = { options: {}, callTimeoutMs: 5000 };
  return examine((sources) => emulatorAdapter(settings, { ...sources, variation }), examination);
}

describe('a kill', () => {
  test('a driver with nothing wrong survives', async () => {
    const { strict, must, clauses, counts } = await examined(() => ({}));
    expect([strict, must, clauses]).toEqual([undefined, undefined, []]);
    expect((counts.pass ?? 0) + (counts.observed ?? 0)).toBe(30);
  });

  test('a time-out is none', async () => {
    const { strict, counts } = await examined((correct) => ({
      sizeFits(attempt) {
        if (!correct.sizeFits(attempt)) throw new DriverHang('waits for bytes that do not come');
        return true;
      },
    }));
    expect(strict).toBeUndefined();
    expect(counts.timeout).toBeGreaterThan(0);
  });

  test('a broken SHOULD is one with --strict alone', async () => {
    const { strict, must } = await examined((correct) => ({
      failureCode: (reason, attempt) =>
        reason === 'size' ? statusCodes.E_FAIL : correct.failureCode(reason, attempt),
    }));
    expect(strict?.clauses).toContain('NCSKE-ERR-2');
    expect(must).toBeUndefined();
  });
});

const fault = (name: string, clauses: readonly string[]) =>
  ({ name, family: 'state', statement: `${name}.`, clauses }) as const;

const first = { case: 'aaaa', place: 7, title: 'a case', clauses: ['NCSKE-ERR-1'], timeMs: 1 };
const result = (name: string, found: Partial<Examined>, naive: readonly string[] = []): FaultResult => ({
  ...{ name, dialect: 'd3d11.1', plan: 'sha256:x', cases: 9, naive },
  examined: { clauses: [], outcome: name, counts: {}, timeMs: 0, ...found },
});
const kill = (clause: string, verdict: 'fail' | 'warn') =>
  ({ clause, verdict, case: 'aaaa', place: 7, cases: 1 }) as const;

const facts: MatrixFacts = {
  contract,
  catalogue: {
    faults: [
      fault('lost', ['NCSKE-OK-1']),
      fault('found', ['NCSKE-ERR-1']),
      fault('warned', ['NCSKE-ERR-2']),
    ],
    shared: [{ clause: 'NCSKE-OK-2', why: 'It is never alone.' }],
  },
  profile: 'opm-sha512',
  level: 'gate',
  seed: 1,
  strict: true,
  whole: true,
  naive: true,
  untilFound: false,
};

describe('the matrix', () => {
  const matrix = matrixOf(
    [
      result('lost', {}),
      result(
        'found',
        {
          strict: first,
          fixed: first,
          must: first,
          clauses: [kill('NCSKE-ERR-1', 'fail'), kill('NCSKE-ERR-2', 'warn')],
        },
        ['bit-flips'],
      ),
      result('warned', { strict: first, clauses: [kill('NCSKE-ERR-2', 'warn')], outcome: 'found' }),
    ],
    facts,
  );

  test('names what survives', () => {
    expect(matrix.summary).toMatchObject({
      faults: 3,
      killed: 2,
      killedWithoutStrict: 1,
      survivors: ['lost'],
      medianPlace: 7,
    });
    expect(matrixText(matrix, 100)).toMatch(/survivors {2}lost/);
  });

  test('a MUST is needed where no other MUST finds the fault, a SHOULD where no clause does', () => {
    const row = (id: string) => matrix.clauses.find((one) => one.id === id);
    expect(row('NCSKE-ERR-1')?.alone).toEqual(['found']);
    expect(row('NCSKE-ERR-2')?.alone).toEqual(['warned']);
    expect(row('NCSKE-OK-2')).toMatchObject({ alone: [], why: 'It is never alone.' });
    expect(matrix.summary.unexplained).toContain('NCSKE-OK-1');
    expect(matrix.summary.unexplained).not.toContain('NCSKE-OK-2');
  });

  test('up to the case that finds each, it says nothing of which clauses are needed, and of what is alike', () => {
    const short = matrixOf([result('found', {}), result('warned', {})], {
      ...facts,
      whole: false,
      untilFound: true,
    });
    expect(short.summary.unexplained).toEqual([]);
    expect(short.alike).toEqual([]);
    expect(matrixText(short, 100)).toMatch(/up to the case that finds it/);
    expect(matrixText(short, 100)).not.toMatch(/clauses find a fault that no other/);
  });

  test('names what is found by chance', () => {
    expect(matrix.summary.lucky).toEqual(['warned']);
    expect(matrixText(matrix, 100)).toMatch(/drawn from the seed alone: warned/);
  });

  test('counts naive sets beside the plan, and names what it cannot distinguish', () => {
    expect(matrix.naive.find(({ name }) => name === 'bit-flips')?.kills).toBe(1);
    expect(matrix.alike).toEqual([['found', 'warned']]);
  });

  test('without --strict a fault that breaks a SHOULD alone may go unseen', () => {
    const { summary } = matrixOf([result('warned', {})], { ...facts, strict: false });
    expect(summary.survivors).toEqual(['warned']);
    const seen = matrixOf([result('warned', { strict: first })], { ...facts, strict: false });
    expect(seen.summary.survivors).toEqual([]);
  });
});
