// The files as they are published: made anew they are the same, and every way of getting one wrong is noticed.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSpec } from '../../1-contract/load.ts';
import { packageRoot } from '../../core/package-root.ts';
import type { ExchangeGroup, ExchangeVector, VectorFile } from '../format.ts';
import { vectorFileText, tcIdsText } from '../file-text.ts';
import { makeAll } from '../make-all.ts';
import { readLedger, readVectorFiles } from '../read-files.ts';
import { checkFiles, type CheckReport } from './check-files.ts';

const specDir = join(packageRoot, 'spec');
const { contract, profiles } = loadSpec(specDir);
const files = readVectorFiles();
const ledger = readLedger();

async function problemsOf(changed: readonly VectorFile[]): Promise<CheckReport['problems']> {
  return (await checkFiles({ files: changed, ledger, profiles, specDir })).problems;
}

/** The channel's file, the smallest of blocks, with one vector changed. */
function altered(pick: (one: ExchangeVector) => boolean, change: Partial<ExchangeVector>): VectorFile {
  const file = files.find((one) => one.name === 'authenticated-channel')!;
  const group = file.testGroups[0] as ExchangeGroup;
  const at = group.tests.findIndex(pick);
  const tests = group.tests.map((one, index) => (index === at ? { ...one, ...change } : one));
  return { ...file, testGroups: [{ ...group, tests }] };
}

const isValid = (one: ExchangeVector): boolean => one.result === 'valid';
const isInvalid = (one: ExchangeVector): boolean => one.result === 'invalid';

describe('the published vectors', () => {
  test('hold, every one', async () => {
    expect(await problemsOf(files)).toEqual([]);
  });
  test('are made anew with the same bytes and ids', () => {
    const made = makeAll({ contract, profiles }, ledger);
    expect(tcIdsText(made.ledger)).toBe(tcIdsText(ledger!));
    const known = new Map(files.map((file) => [file.name, vectorFileText(file)]));
    for (const file of made.files)
      expect(vectorFileText(file) === known.get(file.name), file.name).toBe(true);
    expect(made.files.length).toBe(files.length);
  });
});

describe('a wrong vector is noticed', () => {
  test.each<[string, VectorFile]>([
    ['another key', altered(isValid, { key: '00'.repeat(16) })],
    ['another result', altered(isInvalid, { result: 'acceptable' })],
    ['other codes', altered(isInvalid, { allowed: { must: ['success'], should: ['S_OK'] } })],
    ['other bytes', altered(isValid, { ct: '01'.repeat(256) })],
    ['another plaintext', altered(isInvalid, { msg: '00'.repeat(16) })],
    ['another defect', altered(isInvalid, { point: { encoding: 'ps' } })],
    ['another case', altered(isValid, { case: 'a'.repeat(16) })],
    ['a clause that does not apply', altered(isValid, { clauses: ['NCSKE-OPM-2'] })],
    ['another id', altered(isValid, { tcId: 9999 })],
    ['another size', altered(isValid, { dataSize: 255 })],
  ])('%s', async (_what, file) => {
    expect((await problemsOf([file])).length).toBeGreaterThan(0);
  });

  const [channel] = files.filter((one) => one.name === 'authenticated-channel');
  const vectors = (channel?.testGroups[0] as ExchangeGroup).tests;

  test('a byte more, on any vector, is looked at without an error', async () => {
    for (const { tcId, ct } of vectors) {
      const longer = altered((one) => one.tcId === tcId, { ct: `${ct}00` });
      await expect(problemsOf([longer]), `${tcId}`).resolves.toBeInstanceOf(Array);
    }
  });

  test('no plaintext, on any vector that has one', async () => {
    for (const { tcId, msg } of vectors) {
      if (msg === undefined) continue;
      const file = altered((one) => one.tcId === tcId, {
        msg: undefined,
      } as unknown as Partial<ExchangeVector>);
      expect((await problemsOf([file])).length, `${tcId}`).toBeGreaterThan(0);
    }
  });
});
