// `npm run bench`: ours and the yardstick, side by side, in one run. It judges nothing; it prints.
import { spawn, spawnSync } from 'node:child_process';
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, root } from './steps.mjs';

install();
build();
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-bench-'));
const cli = join(root, 'dist', 'cli.js');
const rows = [];
const row = (what, value, note = '') => rows.push([what, value, note]);
const fixed = (value, digits = 0) => value.toFixed(digits);

/** The middle of several numbers. */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Wall time of a process in milliseconds, several times over. */
function times(count, program, args, options = {}) {
  const all = [];
  for (let turn = 0; turn < count; turn += 1) {
    const before = performance.now();
    const done = spawnSync(program, args(turn), { stdio: 'ignore', cwd: root, ...options });
    all.push(performance.now() - before);
    if (done.error) return undefined;
  }
  return all;
}

function opensslSpeed() {
  const done = spawnSync('openssl', ['speed', '-seconds', '2', 'rsa2048'], { encoding: 'utf8' });
  const line = (done.stdout ?? '').split('\n').find((one) => one.startsWith('rsa 2048'));
  const signs = line?.trim().split(/\s+/).at(-2);
  return signs === undefined ? undefined : Number(signs);
}

function bareNode() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const block = publicEncrypt(
    { key: publicKey, padding: constants.RSA_NO_PADDING },
    Buffer.alloc(256, 1).fill(0, 0, 1),
  );
  const options = { key: privateKey, padding: constants.RSA_NO_PADDING };
  for (let turn = 0; turn < 100; turn += 1) privateDecrypt(options, block);
  const before = performance.now();
  const calls = 2000;
  for (let turn = 0; turn < calls; turn += 1) privateDecrypt(options, block);
  return (calls * 1000) / (performance.now() - before);
}

/** Milliseconds from the start of a gate run until its first verdict is in the file. */
async function firstVerdict(out) {
  const before = performance.now();
  const child = spawn(process.execPath, [cli, 'run', '--workers', '1', '--out', out], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const verdicts = join(out, 'verdicts.ndjson');
  while ((statSync(verdicts, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    if (child.exitCode !== null) throw new Error('the gate run on the emulator ended without a verdict');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const taken = performance.now() - before;
  child.kill();
  await ended;
  return taken;
}

/** Calls of a run that took longer than this many milliseconds, as the driver told. */
function longCalls(out, ms) {
  return readFileSync(join(out, 'observations.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => JSON.parse(line).passes ?? [])
    .flatMap(({ steps }) => steps)
    .filter(({ ns }) => ns > ms * 1e6).length;
}

/** A gate run in which cryptography is measured. */
function measuredRun(name, args) {
  const file = join(scratch, `${name}.json`);
  const out = join(scratch, name);
  const before = performance.now();
  const done = spawnSync(
    process.execPath,
    ['-r', join(root, 'scripts', 'bench-hook.cjs'), cli, 'run', '--out', out, ...args],
    {
      cwd: root,
      stdio: 'ignore',
      env: { ...process.env, KEXCTS_BENCH_OUT: file },
    },
  );
  const wall = performance.now() - before;
  if (done.status !== 0 || !existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  return { wall, cases: report.summary.cases, ...JSON.parse(readFileSync(file, 'utf8')) };
}

try {
  const speed = opensslSpeed();
  row(
    'openssl speed rsa2048',
    speed === undefined ? 'no openssl' : `${fixed(speed)} private operations/s`,
    'one core, from the program',
  );
  const bare = bareNode();
  row(
    'bare crypto.privateDecrypt',
    `${fixed(bare)} private operations/s`,
    'raw RSA on a KeyObject, one core',
  );

  const one = measuredRun('emulator', ['--workers', '1']);
  if (one === undefined) throw new Error('the gate run on the emulator failed');
  const { calls, ms } = one.sums.privateDecrypt;
  const window = one.window.last - one.window.first;
  const crypto = Object.values(one.sums).reduce((sum, sum_) => sum + sum_.ms, 0);
  row(
    'gate, emulator, 1 worker',
    `${fixed((calls * 1000) / window)} private operations/s`,
    `${calls} operations, ${one.cases} cases, ${fixed(window)} ms from first to last`,
  );
  row(
    '  of that time in private operations',
    `${fixed((100 * ms) / window, 1)} %`,
    `${fixed(calls / one.cases, 2)} operations a case`,
  );
  row(
    '  in other cryptography',
    `${fixed((100 * (crypto - ms)) / window, 1)} %`,
    'public operations, hashes, ciphers',
  );
  row(
    '  besides cryptography',
    `${fixed((1000 * (window - crypto)) / one.cases)} µs a case`,
    `sending, blits, judging, writing; ${fixed((1000 * one.json.ms) / one.cases)} of them in JSON.stringify`,
  );
  row('  memory', `${fixed(one.rss / 1024)} MB`, 'largest resident set');

  const { benchEmulator } = await import('./bench-emulator.mjs');
  const alone = await benchEmulator();
  row(
    'the same calls, emulator alone',
    `${fixed((100 * alone.privateMs) / alone.ms, 1)} % in private operations`,
    `${alone.calls} calls, ${fixed(alone.calls / one.cases, 1)} a case; ${fixed((1000 * (alone.ms - alone.privateMs)) / one.cases)} µs a case besides`,
  );

  const two = times(3, process.execPath, (turn) => [cli, 'run', '--out', join(scratch, `two-${turn}`)]);
  row(
    'gate, emulator, 2 workers',
    `${fixed(median(two) / 1000, 2)} s`,
    `whole process; ${cpus().length} processors`,
  );
  for (const level of ['smoke']) {
    const all = times(3, process.execPath, (turn) => [
      cli,
      'run',
      '--level',
      level,
      '--out',
      join(scratch, `${level}-${turn}`),
    ]);
    row(`${level}, emulator, 2 workers`, `${fixed(median(all) / 1000, 2)} s`, 'whole process');
  }

  const driver = 'implementations/openssl-c/build/openssl-c';
  if (existsSync(join(root, driver))) {
    const outs = [0, 1, 2].map((turn) => join(scratch, `c-${turn}`));
    const all = times(outs.length, process.execPath, (turn) => [
      cli,
      'run',
      '--workers',
      '1',
      '--adapter',
      `exec:${driver}`,
      '--out',
      outs[turn],
    ]);
    const operations = longCalls(outs[0], 500 / bare);
    row(
      'gate, openssl-c, 1 worker',
      `${fixed((operations * 1000) / median(all))} private operations/s`,
      `${operations} calls as long as one, ${fixed(median(all) / 1000, 2)} s, the whole process`,
    );
  } else row('gate, openssl-c', 'not built', 'make -C implementations/openssl-c');

  const { benchPipe } = await import('./bench-pipe.mjs');
  const pipe = await benchPipe();
  row(
    'a call over a pipe',
    `${fixed(pipe.connection, 1)} µs`,
    `bare echo of the same bytes ${fixed(pipe.bare, 1)} µs: ${fixed(pipe.beyond, 1)} µs beyond`,
  );

  const starts = [];
  for (let turn = 0; turn < 7; turn += 1) starts.push(await firstVerdict(join(scratch, `start-${turn}`)));
  const empty = times(7, process.execPath, () => ['-e', '0']);
  row('start to first verdict', `${fixed(median(starts))} ms`, `node -e 0: ${fixed(median(empty))} ms`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

const width = Math.max(...rows.map(([what]) => what.length));
const width2 = Math.max(...rows.map(([, value]) => value.length));
for (const [what, value, note] of rows)
  process.stdout.write(`${what.padEnd(width)}  ${value.padStart(width2)}  ${note}\n`);
