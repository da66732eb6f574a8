// Leaving out what goes as with the reference leaves every result as it is.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import { packageRoot } from '../core/package-root.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import { FaultRunner } from './fault-runner.ts';

const spec = join(packageRoot, 'spec');
const [profile] = loadProfiles(spec).filter(({ name }) => name === 'opm-sha512');

function runner(level: PlanLevel, everyCase: boolean): FaultRunner {
  if (profile === undefined) return expect.unreachable('the default profile is there');
  const contract = loadContract(spec);
  return new FaultRunner({ contract, profile, level, seed: 1, naive: false, everyCase, now: () => 0 });
}

const every = runner('smoke', true);
const few = runner('smoke', false);

test.each([
  ['a fault of decoding', 'lhash-first-20-bytes-only'],
  ['a fault of decoding that tries again', 'mgf-counter-from-one-tried-too'],
  ['a fault behind decoding', 'key-cut-at-zero'],
  ['a crash in decoding', 'n-crashes'],
  ['a fault of the range', 'range-unchecked'],
  ['a fault that caches', 'result-of-the-call-before-any'],
  ['a fault that counts', 'works-the-first-100-times'],
  ['a fault of OPM alone', 'opm-sha1-tried-too'],
  ['a fault of OPM', 'opm-random-first-byte-only'],
  ['a fault of channels', 'channel-padding-ignored'],
  ['a fault of the MT function', 'twin-ignores-padding'],
  ['a fault of certificates', 'certificate-changes'],
  ['another certificate', 'private-key-of-another-certificate'],
  ['a fault of sessions', 'session-born-with-a-dead-ones-key'],
  ['a fault of refreshes', 'refresh-adds'],
  ['a fault of blits', 'read-back-key-under-the-first-key'],
  ['a fault of masks', 'mgf-without-counter'],
  ['a fault of memory', 'no-memory-told-as-e-fail'],
  ['a fault that changes the order of checks', 'no-memory-stores-the-key'],
  ['a fault that returns another code for one failure', 'range-told-as-s-ok'],
  ['a fault that does so on sessions with a key', 'size-told-otherwise-on-keyed-sessions'],
  ['a fault of a size', 'size-above-front-used'],
  ['a fault of a size and of what is read', 'size-below-zeros-behind'],
  ['a fault of devices', 'other-device-accepted'],
] as const)('%s', { timeout: 60_000 }, async (_, name) => {
  const whole = await every.examine(name);
  const short = await few.examine(name);
  expect(short).toEqual(whole);
});

test('what most drivers do wrong is found by the first cases of a plan', { timeout: 60_000 }, async () => {
  const wrong = [
    'y-ignored',
    'lhash-ignored',
    'ps-ignored',
    'separator-is-any-byte',
    'size-ignored',
    'range-unchecked',
    'key-bytes-reversed',
    's-ok-and-no-key',
    'other-device-accepted',
    'null-and-zero-crashes',
  ];
  const places: number[] = [];
  for (const name of wrong) places.push((await few.examine(name, 'any')).examined.strict?.place ?? Infinity);
  expect(Math.max(...places)).toBeLessThanOrEqual(100);
});

test('up to the case that finds it, a fault is found where it was found', { timeout: 60_000 }, async () => {
  const { examined: whole } = await few.examine('lhash-first-20-bytes-only');
  const { examined: short } = await few.examine('lhash-first-20-bytes-only', 'must');
  expect(short.must).toEqual(whole.must);
  const sent = Object.values(short.counts).reduce((sum, cases) => sum + cases, 0);
  expect(sent).toBe(whole.must?.place);
});
