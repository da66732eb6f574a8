// `npm run bench`: the suite and the reference measure, side by side, in one run. It judges nothing; it prints.
import { spawn, spawnSync } from 'node:child_process';
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { cli, median, scratch, time } from './measure.mjs';

const fixed = (value, digits = 0) => value.toFixed(digits);
const row = (what, value, note = '') =>
  process.stdout.write(`${what.padEnd(38)} ${value.padStart(31)}  ${note}\n`);
const times = (count, argsOf) => Array.from({ length: count }, (_, turn) => time(argsOf(turn)));
const runTo = (name, ...args) => [cli, 'run', '--out', join(scratch, name), ...args];

function opensslSpeed() {
  const done = spawnSync('openssl', ['speed', '-seconds', '2', 'rsa2048'], { encoding: 'utf8' });
  const line = (done.stdout ?? '').split('\n').find((one) => one.startsWith('rsa 2048'));
  const signs = line?.trim().split(/\s+/).at(-2);
  return signs === undefined ? 'no openssl' : `${fixed(Number(signs))} private operations/s`;
}

/** Private operations a second with nothing of the suite around them. */
function bareNode() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const padding = constants.RSA_NO_PADDING;
  const block = publicEncrypt({ key: publicKey, padding }, Buffer.alloc(256, 1).fill(0, 0, 1));
  const options = { key: privateKey, padding };
  for (let turn = 0; turn < 100; turn += 1) privateDecrypt(options, block);
  const before = performance.now();
  const calls = 2000;
  for (let turn = 0; turn < calls; turn += 1) privateDecrypt(options, block);
  return (calls * 1000) / (performance.now() - before);
}

/** Milliseconds from the start of a gate run until its first verdict is in the file. */
async function firstVerdict(name) {
  const before = performance.now();
  const child = spawn(process.execPath, runTo(name, '--workers', '1'), { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const verdicts = join(scratch, name, 'verdicts.ndjson');
  while ((statSync(verdicts, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    if (child.exitCode !== null) throw new Error('the gate run on the emulator ended without a verdict');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const taken = performance.now() - before;
  child.kill();
  await ended;
  return taken;
}

/** A gate run in which cryptography is measured. */
function measuredRun() {
  const file = join(scratch, 'measured.json');
  process.env.KEXCTS_BENCH_OUT = file;
  time(['-r', join(root, 'scripts', 'bench', 'hook.cjs'), ...runTo('emulator', '--workers', '1')]);
  const { summary } = JSON.parse(readFileSync(join(scratch, 'emulator', 'report.json'), 'utf8'));
  return { cases: summary.cases, ...JSON.parse(readFileSync(file, 'utf8')) };
}

row('openssl speed rsa2048', opensslSpeed(), 'one core, from the program');
row(
  'bare crypto.privateDecrypt',
  `${fixed(bareNode())} private operations/s`,
  'raw RSA on a KeyObject, one core',
);

const one = measuredRun();
const { calls, ms } = one.sums.privateDecrypt;
const window = one.window.last - one.window.first;
const crypto = Object.values(one.sums).reduce((sum, { ms: own }) => sum + own, 0);
row(
  'gate, emulator, 1 worker',
  `${fixed((calls * 1000) / window)} private operations/s`,
  `${calls} operations, ${one.cases} cases, ${fixed(window)} ms from first to last`,
);
const perCase = `${fixed(calls / one.cases, 2)} operations a case`;
row('  of that time in private operations', `${fixed((100 * ms) / window, 1)} %`, perCase);
row('  in other cryptography', `${fixed((100 * (crypto - ms)) / window, 1)} %`);
const json = `${fixed((1000 * one.json.ms) / one.cases)} of them in JSON.stringify`;
row('  besides cryptography', `${fixed((1000 * (window - crypto)) / one.cases)} µs a case`, json);
row('  memory', `${fixed(one.rss / 1024)} MB`, 'largest resident set');

const processors = `whole process; ${cpus().length} processors`;
for (const level of ['gate', 'smoke']) {
  const all = times(3, (turn) => runTo(`${level}-${turn}`, '--level', level));
  row(`${level}, emulator, 2 workers`, `${fixed(median(all) / 1000, 2)} s`, processors);
}
const driver = 'implementations/openssl-c/build/openssl-c';
if (existsSync(join(root, driver))) {
  const all = times(3, (turn) => runTo(`c-${turn}`, '--workers', '1', '--adapter', `exec:${driver}`));
  row('gate, openssl-c, 1 worker', `${fixed(median(all) / 1000, 2)} s`, 'whole process');
} else row('gate, openssl-c', 'not built', 'make -C implementations/openssl-c');

const starts = [];
for (let turn = 0; turn < 7; turn += 1) starts.push(await firstVerdict(`start-${turn}`));
const empty = median(times(7, () => ['-e', '0']));
row('start to first verdict', `${fixed(median(starts))} ms`, `node -e 0: ${fixed(empty)} ms`);
