import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'properties/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'threads',
    // Much of many tests is waiting for programs that they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
