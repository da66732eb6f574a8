// `npm test`: installs npm's packages where they are missing, and runs the parts of the tests side by side.
//   npm test [GROUP | PART …]   the parts of these groups, and what they need
//   npm test all                all of them; without `all` those that take long are left to .ci/run
// What a missing tool makes impossible is left out, and said so at the end; where CI is set, nothing may be left out.
import { install } from './steps.mjs';
import { parts } from './test/parts.mjs';
import { conclude, runParts, withNeeds } from './test/run-parts.mjs';

const begun = performance.now();
const asked = process.argv.slice(2);
const groupOf = ({ name }) => name.split(':')[0];
const unknown = asked.filter(
  (one) => one !== 'all' && !parts.some((part) => [part.name, groupOf(part)].includes(one)),
);
if (unknown.length > 0) {
  const groups = [...new Set(parts.map(groupOf))].join(', ');
  process.stderr.write(`expected groups of tests, got ${unknown.join(', ')}; known: all, ${groups}\n`);
  process.exit(2);
}

const chosen = parts.filter((part) => {
  if (asked.includes('all') || asked.includes(part.name)) return true;
  return !part.later && (asked.length === 0 || asked.includes(groupOf(part)));
});
install();
const run = withNeeds(parts, chosen);
const status = conclude(await runParts(run), (performance.now() - begun) / 1000);
const left = parts.filter(
  (part) => part.later && !run.includes(part) && (asked.length === 0 || asked.includes(groupOf(part))),
);
if (left.length > 0) {
  process.stdout.write('\nnot run here, but by .ci/run:\n');
  for (const { name } of left) process.stdout.write(`  npm test '${name}'\n`);
}
process.exit(status);
