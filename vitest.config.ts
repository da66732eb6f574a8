import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that take longer than some seconds each: `npm run check` leaves them out, `npm test` runs them. */
const slow = [
  'end-to-end',
  'end-to-end-gate',
  'html.browser',
  'full-plan',
  'exec-adapter',
  'all',
  'baseline',
  'matrix',
  'check-files',
  'interaction',
  'declared-blocks',
  'flaky-driver',
  'docs',
  'doctor',
  'merge-reports',
  'check-spec',
  'driver-library',
  'module-adapter',
  'machine',
  'as-cases',
  'misbehaving',
].map((name) => `**/${name}.test.ts`);

const tests = ['src/**/*.test.ts', 'properties/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'threads',
    // Much of many tests is waiting for programs that they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'quick', include: tests, exclude: slow } },
      {
        extends: true,
        test: { name: 'slow', include: slow, exclude: ['node_modules/**', 'dist/**', 'build/**'] },
      },
    ],
  },
});
