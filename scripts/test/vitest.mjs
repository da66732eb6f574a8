// Tests that vitest runs, as parts of their own.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../steps.mjs';

/**
 * Runs a project of vitest.config.ts, or one of several shards of it, in one thread.
 * @param {import('./part-run.mjs').PartRun} test
 */
export async function vitest(test, project, shard = '1/1') {
  const json = join(test.scratch, 'vitest.json');
  const { status, printed } = await test.command(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...['--project', project, '--shard', shard, '--maxWorkers', '1'],
    ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', json],
  ]);
  if (!existsSync(json)) return test.fail(`vitest ended with ${status} and wrote no results`, printed);
  const { numPassedTests, numPendingTests, testResults } = JSON.parse(readFileSync(json, 'utf8'));
  test.passed += numPassedTests;
  if (numPendingTests > 0) test.leaveOut(`${numPendingTests} vitest tests`, 'skipped by themselves');
  test.say(`${numPassedTests} tests of ${testResults.length} files passed\n`);
  for (const { name, message, assertionResults } of testResults) {
    const file = relative(root, name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    for (const { fullName, failureMessages } of failed)
      test.fail(`${file}: ${fullName}`, failureMessages.join('\n'));
    // A file that could not be read has no tests that could fail.
    if (failed.length === 0 && message !== '') test.fail(file, message);
  }
  if (status !== 0 && test.failures.length === 0)
    test.fail(`vitest ended with ${status}, though no test failed`, printed);
}
