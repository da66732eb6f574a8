import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that take longest: `npm test all` runs them. */
const long = [
  'src/5-report/html/html.browser',
  'src/ciphertexts/open/declared-blocks',
  'src/ciphertexts/open/full-plan',
].map((name) => `${name}.test.ts`);

/** Tests of some seconds and more each: `npm run check` leaves them out, `npm test` runs them. */
const slow = [
  'properties/all',
  'properties/interaction',
  'properties/repaired',
  'src/1-contract/check/check-spec',
  'src/1-contract/machine/machine',
  'src/2-plan/plan',
  'src/5-report/formats',
  'src/adapters/exec/exec-adapter',
  'src/adapters/ffi/driver-library',
  'src/adapters/ffi/misbehaving',
  'src/adapters/module/module-adapter',
  'src/cli/end-to-end',
  'src/cli/end-to-end-gate',
  'src/doctor/doctor',
  'src/gate/baseline/baseline',
  'src/gate/docs',
  'src/mutation/vectors/matrix',
  'src/suite/coverage',
  'src/suite/flakes/flaky-driver',
  'src/suite/merge/merge-reports',
  'src/vectors/as-cases',
  'src/vectors/check/check-files',
].map((name) => `${name}.test.ts`);

const tests = ['src/**/*.test.ts', 'properties/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'threads',
    // Much of many tests is waiting for programs that they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // They change nothing that another would see, so modules are loaded once for all of them.
      { extends: true, test: { name: 'quick', include: tests, exclude: [...slow, ...long], isolate: false } },
      { extends: true, test: { name: 'slow', include: slow } },
      { extends: true, test: { name: 'long', include: long } },
    ],
  },
});
