// Each vector is there for something: a mutant of a decoder that no other one of its group kills. And one that is not is noticed.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProfiles } from '../../1-contract/load.ts';
import { packageRoot } from '../../core/package-root.ts';
import type { ExchangeGroup, VectorFile } from '../../vectors/format.ts';
import { readVectorFiles } from '../../vectors/read-files.ts';
import { mutantsOfFiles } from './mutants-of-files.ts';

const profiles = loadProfiles(join(packageRoot, 'spec'));
const files = readVectorFiles();

test('no vector is idle, and the decoder without a fault fails none', { timeout: 120_000 }, () => {
  const groups = mutantsOfFiles(files, profiles);
  expect(groups.length).toBe(6);
  for (const { file, redundant, failsCorrect, detected } of groups) {
    expect({ file, redundant, failsCorrect }).toEqual({ file, redundant: [], failsCorrect: [] });
    expect(detected).toBeGreaterThan(0);
  }
});

test('a second vector of the same kind makes both idle', () => {
  const file = files.find((one) => one.name === 'sizes') ?? expect.unreachable('no file of sizes');
  const group = file.testGroups[0] as ExchangeGroup;
  const [first] = group.tests;
  const second = { ...(first ?? expect.unreachable('no vector')), tcId: 1000 };
  const more: VectorFile = { ...file, testGroups: [{ ...group, tests: [...group.tests, second] }] };
  const [kills] = mutantsOfFiles([more], profiles);
  expect(kills?.redundant.map((one) => one.tcId)).toEqual([first?.tcId, second.tcId]);
});
