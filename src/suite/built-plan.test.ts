import { join } from 'node:path';
import { expect, test } from 'vitest';
import { properties } from '../../properties/all.ts';
import { packageRoot } from '../core/package-root.ts';
import { contextOf } from '../2-plan/plan-context.test-support.ts';
import { casesOf } from '../2-plan/plan.ts';
import { builtCases } from './built-plan.ts';

const folder = join(packageRoot, 'dist', 'plans');

test.each([
  ['smoke', 'd3d11.1'],
  ['smoke', 'wddm2.4'],
  ['gate', 'd3d11.1'],
  ['gate', 'wddm2.4'],
] as const)('the build left the cases of %s, %s', (level, dialect) => {
  const context = contextOf(level, dialect);
  expect(builtCases(context, folder)).toEqual(casesOf(properties, context));
});

test('a plan of another contract, seed or profile is not taken for it', () => {
  const context = contextOf('smoke');
  expect(builtCases({ ...context, contract: { ...context.contract, hash: 'sha256:0' } }, folder)).toBe(
    undefined,
  );
  expect(builtCases(contextOf('smoke', 'd3d11.1', { seed: 2 }), folder)).toBe(undefined);
  expect(builtCases(contextOf('smoke', 'd3d11.1', { profile: 'oaep-sha1' }), folder)).toBe(undefined);
});
