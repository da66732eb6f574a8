// `npm run check`: types, lint, format, words and import rules of what changed, and the tests that reach it.
//   npm run check [BASE]   what changed since BASE; without it, since this branch left the one that it follows
import { spawnSync } from 'node:child_process';
import { generate } from './bundle.mjs';
import { build, install, root } from './steps.mjs';
import { conclude, runParts } from './test/run-parts.mjs';

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

const begun = performance.now();
install();
const [base = 'HEAD'] =
  process.argv.length > 2 ? process.argv.slice(2) : git('merge-base', 'HEAD', '@{upstream}');
const changed = [
  ...git('diff', '--name-only', '--diff-filter=d', base),
  ...git('ls-files', '--others', '--exclude-standard'),
];
const scripts = changed.filter((path) => /\.([cm]?js|ts)$/.test(path));
const sources = scripts.filter((path) => /^(src|properties)\//.test(path));
/** Of each part the files that it is for, the command, and the files that it is given where those are others. */
const commands = {
  tests: [sources, 'vitest/vitest.mjs related --run --project quick --passWithNoTests'],
  types: [sources, 'typescript/bin/tsc', []],
  lint: [
    scripts,
    'eslint/bin/eslint.js --cache --cache-location node_modules/.cache/eslint --no-warn-ignored',
  ],
  format: [changed, 'prettier/bin/prettier.cjs --check --ignore-unknown'],
  words: [
    changed,
    'cspell/bin.mjs --no-default-configuration --no-progress --no-summary --no-must-find-files',
  ],
  imports: [
    sources,
    'dependency-cruiser/bin/dependency-cruise.mjs --cache node_modules/.cache/imports --config .dependency-cruiser.mjs',
    ['src', 'properties'],
  ],
};
const parts = Object.entries(commands)
  .filter(([, [files]]) => files.length > 0)
  .map(([name, [files, command, given = files]]) => {
    const args = [...`node_modules/${command}`.split(' '), ...given];
    return { name, work: (run) => run.node(name, args) };
  });

process.stdout.write(`${changed.length} files changed since ${base}\n`);
if (parts.length > 0) {
  await generate();
  // Some tests start the command line that is built.
  build();
  process.exitCode = conclude(await runParts(parts), (performance.now() - begun) / 1000);
}
