// Holds our search of the contract's state machine against Spin's: the same number of states, the same verdict on the
// invariants; and where a contract is broken on purpose, both find it. Needs dist/, spin and a C compiler.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './steps.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'kexcts-spin-'));
let failed = 0;

function run(program, args, cwd) {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** What stands at the head of an exported model. */
function said(model, name) {
  const found = new RegExp(`^ \\* ${name}: (.*)$`, 'm').exec(model);
  if (found === null) throw new Error(`the model does not say "${name}:" at its head`);
  return found[1];
}

/** Exports the machine of a contract and has Spin search it, past what it finds wrong. */
function compare(name, specDir, bounds) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  const options = Object.entries(bounds).flatMap(([what, count]) => [`--${what}`, String(count)]);
  const cli = join(root, 'dist', 'cli.js');
  run(process.execPath, [cli, 'spec', 'export', '--spec', specDir, ...options, '--out', 'model.pml'], folder);
  const model = readFileSync(join(folder, 'model.pml'), 'utf8');
  run('spin', ['-a', 'model.pml'], folder);
  // -c0: no error ends the search. Partial-order reduction is off, so every state is stored.
  run('cc', ['-w', '-O0', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], folder);
  const found = run(join(folder, 'pan'), ['-m4000000', '-c0', '-n'], folder);
  const number = (pattern) => {
    const match = pattern.exec(found);
    if (match === null) throw new Error(`Spin's verifier did not say ${pattern}:\n${found}`);
    return Number(match[1]);
  };
  if (/max search depth too small|out of memory/.test(found)) throw new Error(found);
  return {
    bounds: said(model, 'bounds'),
    ours: { states: Number(said(model, 'states')), violated: said(model, 'violated') },
    spin: { states: number(/(\d+) states, stored/), errors: number(/errors: (\d+)/) },
  };
}

function expectThat(holds, what) {
  if (holds) return;
  failed += 1;
  process.stdout.write(`FAILED: ${what}\n`);
}

function show(name, { bounds, ours, spin }) {
  process.stdout.write(
    `${name} (${bounds})\n  ours: ${ours.states} states, violated: ${ours.violated}\n` +
      `  Spin: ${spin.states} states stored, errors: ${spin.errors}\n`,
  );
}

/** A copy of spec/ in which some rules are others. */
function brokenSpec(name, changes) {
  const folder = join(scratch, `spec-${name}`);
  cpSync(join(root, 'spec'), folder, { recursive: true });
  for (const [file, id, change] of changes) {
    const path = join(folder, 'contract', file);
    const data = JSON.parse(readFileSync(path, 'utf8'));
    const rule = data.rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error(`${file} has no rule ${id}`);
    Object.assign(rule, change);
    writeFileSync(path, JSON.stringify(data));
  }
  return folder;
}

const old = { allow: { key: ['same'] } };
const broken = {
  accepted: [
    ['negotiate.json', 'NCSKE-OK-2', old],
    ['negotiate.json', 'NCSKE-OK-8', old],
    ['state.json', 'NCSKE-ST-3', old],
  ],
  refused: [['state.json', 'NCSKE-ST-1', { allow: { key: ['same', 'none'] } }]],
  apart: [['state.json', 'NCSKE-OK-10', { allow: { others: ['same', 'changed'] } }]],
  refresh: [['refresh.json', 'NCSKE-ST-4', old]],
  new: [['session.json', 'NCSKE-ST-8', { level: 'OPEN' }]],
};

try {
  for (const [name, bounds] of [
    ['sessions', { sessions: 2, outputs: 1, keys: 2 }],
    ['outputs', { sessions: 1, outputs: 2, keys: 2 }],
  ]) {
    const result = compare(name, join(root, 'spec'), bounds);
    show(name, result);
    expectThat(result.ours.violated === 'none', `${name}: ours finds ${result.ours.violated} violated`);
    expectThat(result.spin.errors === 0, `${name}: Spin finds ${result.spin.errors} errors`);
    expectThat(result.ours.states === result.spin.states, `${name}: not the same number of states`);
  }
  for (const [invariant, changes] of Object.entries(broken)) {
    const name = `broken-${invariant}`;
    const result = compare(name, brokenSpec(name, changes), { sessions: 2, outputs: 0, keys: 1 });
    show(name, result);
    expectThat(result.ours.violated.split(', ').includes(invariant), `${name}: ours does not find it`);
    expectThat(result.spin.errors > 0, `${name}: Spin finds no error`);
    expectThat(result.ours.states === result.spin.states, `${name}: not the same number of states`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(failed === 0 ? 'Spin and our search agree.\n' : `${failed} disagreements\n`);
process.exit(failed === 0 ? 0 : 1);
