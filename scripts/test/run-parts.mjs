// Runs parts of the tests side by side: each on one processor, and none before what it needs has held.
import { availableParallelism } from 'node:os';
import { PartRun } from './part-run.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} [needs] names of parts
 * @property {(run: PartRun) => Promise<void> | void} work
 */

/** The named parts of a list with all that they need, in the order of the list. */
export function withNeeds(parts, chosen) {
  const names = new Set();
  const add = (part) => {
    if (names.has(part.name)) return;
    names.add(part.name);
    for (const need of part.needs ?? []) add(parts.find(({ name }) => name === need));
  };
  chosen.forEach(add);
  return parts.filter(({ name }) => names.has(name));
}

/** Runs one part, and prints what it said when it has ended. */
async function runPart({ name, work }) {
  const run = new PartRun();
  const begun = performance.now();
  try {
    await work(run);
  } catch (error) {
    run.fail(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    run.end();
  }
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(`\n== ${name} (${seconds.toFixed(1)} s)\n${run.output}`);
  return { name, seconds, passed: run.passed, failures: run.failures, leftOut: run.leftOut };
}

/**
 * Runs all parts of a list; those that stand first begin first.
 * @param {Part[]} parts
 */
export async function runParts(parts, workers = availableParallelism()) {
  const results = new Map();
  const waiting = [...parts];
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    for (const part of [...waiting]) {
      const needs = (part.needs ?? []).map((need) => results.get(need));
      const lacking = needs.find((one) => one !== undefined && one.failures.length + one.leftOut.length > 0);
      if (lacking === undefined && (needs.includes(undefined) || running.size >= workers)) continue;
      waiting.splice(waiting.indexOf(part), 1);
      if (lacking === undefined) running.set(part.name, runPart(part));
      else {
        const leftOut = [`${part.name}: needs ${lacking.name}`];
        results.set(part.name, { name: part.name, seconds: 0, passed: 0, failures: [], leftOut });
      }
    }
    if (running.size === 0) continue;
    const ended = await Promise.race(running.values());
    running.delete(ended.name);
    results.set(ended.name, ended);
  }
  return parts.map(({ name }) => results.get(name));
}

/** Prints the time of each part, what was left out and what failed; the exit status. */
export function conclude(results, seconds) {
  const write = (text) => process.stdout.write(text);
  const width = Math.max(...results.map(({ name }) => name.length), 'all'.length);
  const row = (name, time, note) =>
    write(`${name.padEnd(width)} ${time.toFixed(1).padStart(7)} s  ${note}\n`);
  write('\n');
  for (const { name, seconds: time, passed, failures } of results)
    row(name, time, failures.length > 0 ? 'FAILED' : `${passed} passed`);
  row('all', seconds, `on ${availableParallelism()} processors`);
  const leftOut = results.flatMap((one) => one.leftOut);
  const failures = results.flatMap((one) => one.failures);
  if (leftOut.length > 0) write(`\nleft out:\n${leftOut.map((one) => `  ${one}\n`).join('')}`);
  if (process.env.CI)
    failures.push(...leftOut.map((one) => `left out, which nothing may be where CI is set: ${one}`));
  if (failures.length > 0) write(`\nfailed:\n${failures.map((one) => `  ${one}\n`).join('')}`);
  const passed = results.reduce((sum, one) => sum + one.passed, 0);
  write(`\nkexcts: ${passed} passed, ${failures.length} failed\n`);
  return failures.length === 0 ? 0 : 1;
}
