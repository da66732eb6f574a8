// Kills runs with SIGKILL at moments given by the size of the observations on disk, goes on with --resume, and compares: the
// report must be that of an undisturbed run, and no finished case may be sent twice.
//   node scripts/test/killed-runs.mjs [TIMES]
import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../steps.mjs';

const times = Number(process.argv[2] ?? 5);
// A driver with a finding: its report rests on failures tried again and shrunk, too.
const adapter = 'emulator:size-one-above';
const cli = join(root, 'dist', 'cli.js');
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-kill-'));

const observations = 'observations.ndjson';
const verdicts = 'verdicts.ndjson';

function argumentsOf(out, workers, resume) {
  const options = [
    '--adapter',
    adapter,
    '--workers',
    String(workers),
    '--report',
    'json,junit',
    '--out',
    out,
  ];
  return [cli, 'run', ...options, ...(resume ? ['--resume'] : [])];
}

/** Bytes of observations on disk. */
function observed(out) {
  return statSync(join(out, observations), { throwIfNoEntry: false })?.size ?? 0;
}

/** Runs to the end; the exit status. */
function runThrough(out, workers, resume) {
  const done = spawnSync(process.execPath, argumentsOf(out, workers, resume), {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status: done.status, stderr: done.stderr };
}

/**
 * Runs, and kills when a moment has come: so many bytes of observations, or the writing of reports. Resolves with whether it
 * was killed.
 */
function runAndKill(out, workers, resume, moment) {
  mkdirSync(out, { recursive: true });
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, argumentsOf(out, workers, resume), {
      cwd: scratch,
      stdio: 'ignore',
    });
    const watcher = watch(out, (_event, name) => {
      const come = moment === 'reports' ? String(name).endsWith('.partial') : observed(out) >= moment;
      if (come) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', (_code, signal) => {
      watcher.close();
      settle(signal === 'SIGKILL');
    });
  });
}

function lasting(out) {
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  return JSON.stringify(Object.entries(report).filter(([name]) => !name.startsWith('time')));
}

/** Cases of the observations, in the order in which they were written. */
function casesSent(out) {
  const lines = readFileSync(join(out, observations), 'utf8').trimEnd().split('\n');
  return lines.slice(1).map((line) => JSON.parse(line).case);
}

function expectSame(what, got, expected) {
  if (got !== expected) throw new Error(`${what} is not that of the undisturbed run`);
}

function expectUndisturbed(out, reference) {
  expectSame('report.json', lasting(out), reference.report);
  expectSame(verdicts, readFileSync(join(out, verdicts), 'utf8'), reference.verdicts);
  expectSame('the list of files', readdirSync(out).sort().join(' '), reference.files);
  const sent = casesSent(out);
  if (new Set(sent).size !== sent.length) throw new Error('a case was sent twice');
  expectSame('the list of cases', sent.join(' '), reference.sent);
}

/** Cuts bytes off the end, as a power cut in the middle of a line does. */
function tear(out, bytes) {
  const size = observed(out);
  if (size > bytes) truncateSync(join(out, observations), size - bytes);
}

/** Spread over the run: when the first bytes are written, in between, and while the reports are written. */
function momentOf(index, bytes) {
  if (index === times - 1) return 'reports';
  return Math.max(1, Math.floor((index * bytes) / times));
}

/** On a busy machine a run may end before this process looks; then it is begun anew. */
async function killOnce(out, workers, moment) {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    rmSync(out, { recursive: true, force: true });
    if (await runAndKill(out, workers, false, moment)) return;
  }
  throw new Error('the run ended before it was killed');
}

async function disturbed(index, reference) {
  const out = join(scratch, `run-${index}`);
  const workers = 1 + (index % 3);
  const moment = momentOf(index, reference.bytes);
  await killOnce(out, workers, moment);
  const begun = observed(out);
  if (index % 2 === 1) tear(out, 1 + ((index * 13) % 60));
  let kills = 1;
  const later = begun + Math.ceil((reference.bytes - begun) / 2);
  if (index % 3 === 2 && moment !== 'reports' && (await runAndKill(out, workers, true, later))) kills += 1;
  // With another number of workers, which changes nothing.
  const { status, stderr } = runThrough(out, 1 + ((index + 1) % 3), true);
  if (status !== reference.status) throw new Error(`--resume ended with ${status}:\n${stderr}`);
  expectUndisturbed(out, reference);
  rmSync(out, { recursive: true, force: true });
  const when = moment === 'reports' ? 'while reports were written' : `behind ${begun} bytes`;
  process.stdout.write(
    `killed-runs: ${index + 1}/${times} killed ${when}, ${kills}x, went on: same report\n`,
  );
}

/** A disk that fills up while verdicts are written; /dev/full is one. */
async function fullDisk(reference) {
  if (statSync('/dev/full', { throwIfNoEntry: false }) === undefined) {
    process.stdout.write('killed-runs: full disk left out: there is no /dev/full here\n');
    return;
  }
  const out = join(scratch, 'full-disk');
  await runAndKill(out, 1, false, Math.floor(reference.bytes / 4));
  rmSync(join(out, verdicts));
  symlinkSync('/dev/full', join(out, verdicts));
  const { status, stderr } = runThrough(out, 1, true);
  if (status !== 2 || !stderr.includes('REPORT_WRITE'))
    throw new Error(`full disk: ended with ${status}:\n${stderr}`);
  rmSync(join(out, verdicts));
  const again = runThrough(out, 1, true);
  if (again.status !== reference.status)
    throw new Error(`behind a full disk: ${again.status}:\n${again.stderr}`);
  expectUndisturbed(out, reference);
  process.stdout.write('killed-runs: went on behind a full disk: same report\n');
}

try {
  const whole = join(scratch, 'undisturbed');
  const { status, stderr } = runThrough(whole, 2, false);
  if (status !== 0 && status !== 1) throw new Error(`the undisturbed run ended with ${status}:\n${stderr}`);
  const sent = casesSent(whole);
  const reference = {
    status,
    cases: sent.length,
    bytes: observed(whole),
    report: lasting(whole),
    verdicts: readFileSync(join(whole, verdicts), 'utf8'),
    files: readdirSync(whole).sort().join(' '),
    sent: sent.join(' '),
  };
  for (let index = 0; index < times; index += 1) await disturbed(index, reference);
  await fullDisk(reference);
  process.stdout.write(
    `killed-runs: ${times} killed runs of ${reference.cases} cases came to the same report\n`,
  );
} catch (error) {
  process.stderr.write(`killed-runs: FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
