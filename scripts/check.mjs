// `npm run check`: types, lint, format and import rules of what changed, and the tests that reach it.
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
const tool = (path, ...args) => [`node_modules/${path}`, ...args];

const parts = [
  [
    'tests',
    sources,
    tool('vitest/vitest.mjs', 'related', '--run', '--project', 'quick', '--passWithNoTests', ...sources),
  ],
  ['types', sources, tool('typescript/bin/tsc')],
  [
    'lint',
    scripts,
    tool(
      'eslint/bin/eslint.js',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint',
      '--no-warn-ignored',
      ...scripts,
    ),
  ],
  ['format', changed, tool('prettier/bin/prettier.cjs', '--check', '--ignore-unknown', ...changed)],
  [
    'imports',
    sources,
    tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      '--cache',
      'node_modules/.cache/imports',
      '--config',
      '.dependency-cruiser.mjs',
      'src',
      'properties',
    ),
  ],
]
  .filter(([, files]) => files.length > 0)
  .map(([name, , args]) => ({ name, work: (run) => run.node(name, args) }));

process.stdout.write(`${changed.length} files changed since ${base}\n`);
if (parts.length > 0) {
  await generate();
  // Some tests start the command line that is built.
  build();
  process.exitCode = conclude(await runParts(parts), (performance.now() - begun) / 1000);
}
