// All parts of the tests; those that take longest begin first. What only .ci/run runs is marked `later`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, root } from '../steps.mjs';
import { templates } from './ci-templates.mjs';
import * as drivers from './drivers.mjs';
import { emittedPrograms } from './emitted-programs.mjs';
import { languages } from './exports/languages.mjs';
import { testLanguage } from './exports/test-language.mjs';
import { spin } from './spin.mjs';
import { vitest } from './vitest.mjs';
import { windowsNodeTests } from './windows-node.mjs';
import * as windows from './windows.mjs';

const cli = 'dist/cli.js';
const build = 'build';
const openssl = 'openssl-c: build';
const wine = 'windows: Wine';
/** Languages whose tools take a few seconds. */
const quickLanguages = ['python', 'go', 'c', 'javascript'];
const bothDialects = ['d3d11.1', 'wddm2.4'];

/** The table of clauses is what the contract says. */
async function contract(test) {
  await test.node('contract: spec check', [cli, 'spec', 'check']);
  const out = join(test.scratch, 'clauses.md');
  if (!(await test.node('contract: spec doc', [cli, 'spec', 'doc', '--out', out]))) return;
  const same = readFileSync(out, 'utf8') === readFileSync(join(root, 'docs', 'clauses.md'), 'utf8');
  const wrong = same ? '' : 'not what spec/ says: npx kexcts spec doc --out docs/clauses.md';
  test.verdict('docs/clauses.md', wrong);
}

/** Every faulty driver is found, half of them early. */
async function faults(test, more) {
  const args = ['--strict', '--report', 'json', '--out', test.scratch, ...more];
  if (!(await test.node('faults: all are found, gate, strict', [cli, 'faults', ...args]))) return;
  const { summary } = JSON.parse(readFileSync(join(test.scratch, 'faults.json'), 'utf8'));
  const late = summary.medianPlace > 100 ? `half are found by case ${summary.medianPlace}, not by 100` : '';
  test.verdict('faults: half are found early', late);
}

/** No correct driver fails. */
function variants(test, level, dialect) {
  const args = [cli, 'variants', '--level', level, '--dialect', dialect];
  return test.node(`faults: correct variants, ${level}, ${dialect}`, args);
}

/** The programs for Windows compile without a warning. */
async function buildWindows(test) {
  if (test.lacks('native, the programs for Windows', 'make', 'x86_64-w64-mingw32-gcc')) return;
  const targets = ['-s', '-C', 'native', '-j2', 'all', 'fake-runtime'];
  await test.check('windows: build', 'make', targets);
}

/** @type {import('./run-parts.mjs').Part[]} */
export const parts = [
  { name: build, work: (test) => isBuilt() || test.node('build', ['scripts/build.mjs']) },
  { name: 'windows: build', work: buildWindows },
  { name: wine, needs: ['windows: build', build], work: windows.prepareWine },
  { name: 'faults: matrix', needs: [build], later: true, work: (test) => faults(test, []) },
  { name: 'faults: found', needs: [build], work: (test) => faults(test, ['--until-found', '--no-naive']) },
  ...[1, 2, 3].map((at) => ({
    name: `vitest: slow ${at}`,
    needs: [build],
    work: (test) => vitest(test, 'slow', `${at}/3`),
  })),
  { name: 'vitest: quick', needs: [build], work: (test) => vitest(test, 'quick') },
  { name: 'vitest: long', needs: [build], later: true, work: (test) => vitest(test, 'long') },
  { name: 'windows: own tests', needs: [wine], work: windows.ownTests },
  ...bothDialects.map((dialect) => ({
    name: `windows: reference driver, ${dialect}`,
    needs: [wine],
    later: dialect === 'd3d11.1',
    work: (test) => windows.reference(test, dialect),
  })),
  { name: 'windows: short runs', needs: [wine], work: windows.shortRuns },
  { name: 'windows: runtime', needs: [wine], work: windows.behindRuntime },
  { name: 'windows: no video', needs: [wine], later: true, work: windows.withoutVideo },
  { name: 'windows: Node', needs: [wine], later: true, work: windowsNodeTests },
  { name: 'faults: variants', needs: [build], work: (test) => variants(test, 'smoke', 'wddm2.4') },
  ...bothDialects.map((dialect) => ({
    name: `faults: variants, gate, ${dialect}`,
    needs: [build],
    later: true,
    work: (test) => variants(test, 'gate', dialect),
  })),
  { name: openssl, work: (test) => drivers.buildDriver(test, 'openssl-c') },
  { name: 'openssl-c: emitted programs', needs: [build, openssl], work: emittedPrograms },
  ...bothDialects.map((dialect) => ({
    name: `openssl-c: ${dialect}`,
    needs: [build, openssl],
    later: dialect === 'd3d11.1',
    work: (test) => drivers.conforms(test, dialect),
  })),
  { name: 'openssl-c: own tests', needs: [build, openssl], work: drivers.ownTests },
  { name: 'openssl-c: every vector', needs: [build, openssl], work: drivers.everyVector },
  { name: 'openssl-c: memory', needs: [build, openssl], work: drivers.memory },
  ...Object.keys(languages).map((name) => ({
    name: `exports: ${name}`,
    needs: [build],
    later: !quickLanguages.includes(name),
    work: (test) => testLanguage(test, name),
  })),
  {
    name: 'gate: killed runs',
    needs: [build],
    work: (test) => test.node('killed runs go on', ['scripts/test/killed-runs.mjs', '4']),
  },
  { name: 'spin', needs: [build], later: true, work: spin },
  { name: 'types', needs: [build], work: (test) => test.node('types', ['node_modules/typescript/bin/tsc']) },
  { name: 'contract', needs: [build], work: contract },
  { name: 'gate: templates', needs: [build], work: templates },
  { name: 'template-c: build', work: (test) => drivers.buildDriver(test, 'template-c') },
  { name: 'template-c', needs: [build, 'template-c: build'], work: drivers.template },
  { name: 'vectors', needs: [build], work: (test) => test.node('vectors: check', [cli, 'vectors', 'check']) },
];
