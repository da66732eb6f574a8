// Holds our search of the contract's state machine against Spin's: the same number of states, the same verdict on the
// invariants; and where a contract is broken on purpose, both find it.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';

/** What stands in a text behind a pattern. */
function find(text, pattern) {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`expected ${pattern} in:\n${text.slice(0, 3000)}`);
  return found;
}

/** Exports the machine of a contract and has Spin search it, past what it finds wrong. */
async function compare(test, name, specDir, bounds) {
  const folder = join(test.scratch, name);
  mkdirSync(folder);
  const run = async (program, ...args) => {
    const { status, printed } = await test.command(program, args, { cwd: folder });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${status}\n${printed}`);
    return printed;
  };
  const options = Object.entries(bounds).flatMap(([what, count]) => [`--${what}`, String(count)]);
  const cli = join(root, 'dist', 'cli.js');
  await run(process.execPath, cli, 'spec', 'export', '--spec', specDir, ...options, '--out', 'model.pml');
  const model = readFileSync(join(folder, 'model.pml'), 'utf8');
  await run('spin', '-a', 'model.pml');
  // -c0: no error ends the search. Partial-order reduction is off, so every state is stored.
  await run('cc', '-w', '-O0', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c');
  const found = await run(join(folder, 'pan'), '-m4000000', '-c0', '-n');
  if (/max search depth too small|out of memory/.test(found)) throw new Error(found);
  const ours = {
    states: Number(find(model, /^ \* states: (.*)$/m)),
    violated: find(model, /^ \* violated: (.*)$/m),
  };
  const spins = {
    states: Number(find(found, /(\d+) states, stored/)),
    errors: Number(find(found, /errors: (\d+)/)),
  };
  test.say(`${name} (${find(model, /^ \* bounds: (.*)$/m)})\n`);
  test.say(`  ours: ${ours.states} states, violated: ${ours.violated}\n`);
  test.say(`  Spin: ${spins.states} states stored, errors: ${spins.errors}\n`);
  const same = ours.states === spins.states;
  test.verdict(`${name}: states`, same ? '' : `${ours.states} by ours, ${spins.states} by Spin`);
  return { violated: ours.violated, errors: spins.errors };
}

/** A copy of spec/ in which some rules are others. */
function brokenSpec(scratch, name, changes) {
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

/** @param {import('./part-run.mjs').PartRun} test */
export async function spin(test) {
  if (test.lacks('the state machine in Spin', 'spin', 'cc')) return;
  for (const [name, bounds] of [
    ['sessions', { sessions: 2, outputs: 1, keys: 2 }],
    ['outputs', { sessions: 1, outputs: 2, keys: 2 }],
  ]) {
    const { violated, errors } = await compare(test, name, join(root, 'spec'), bounds);
    test.verdict(`${name}: ours finds no invariant violated`, violated === 'none' ? '' : violated);
    test.verdict(`${name}: Spin finds none`, errors === 0 ? '' : `${errors} errors`);
  }
  for (const [invariant, changes] of Object.entries(broken)) {
    const name = `broken-${invariant}`;
    const spec = brokenSpec(test.scratch, name, changes);
    const { violated, errors } = await compare(test, name, spec, { sessions: 2, outputs: 0, keys: 1 });
    const found = violated.split(', ').includes(invariant);
    test.verdict(`${name}: ours finds it`, found ? '' : `it finds ${violated}`);
    test.verdict(`${name}: Spin finds it`, errors > 0 ? '' : 'no error');
  }
}
