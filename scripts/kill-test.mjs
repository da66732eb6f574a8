// Kills runs with SIGKILL at moments told by the number of cases on disk, goes on with --resume, and compares: the report
// must be that of an undisturbed run, and no finished case may be sent twice.
//   node scripts/kill-test.mjs [--times 5] [--level gate] [--adapter A] [--cli dist/cli.js]
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './steps.mjs';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    level: { type: 'string', default: 'gate' },
    // A driver with a finding: its report rests on failures tried again and shrunk, too.
    adapter: { type: 'string', default: 'emulator:size-one-above' },
    cli: { type: 'string', default: join(root, 'dist', 'cli.js') },
  },
});
const times = Number(values.times);
if (!Number.isSafeInteger(times) || times < 1) {
  process.stderr.write('kill-test: expected --times with a whole number from 1\n');
  process.exit(2);
}
const cli = resolve(values.cli);
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-kill-'));

const observations = 'observations.ndjson';
const verdicts = 'verdicts.ndjson';

function argumentsOf(out, workers, resume) {
  const options = ['--level', values.level, '--adapter', values.adapter, '--workers', String(workers)];
  return [cli, 'run', ...options, '--report', 'json,junit', '--out', out, ...(resume ? ['--resume'] : [])];
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

/** Counts whole lines of a file that grows. */
class LineCounter {
  constructor(path) {
    this.path = path;
    this.offset = 0;
    this.lines = 0;
  }

  count() {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= this.offset) return this.lines;
    const bytes = Buffer.alloc(size - this.offset);
    const descriptor = openSync(this.path, 'r');
    const read = readSync(descriptor, bytes, 0, bytes.length, this.offset);
    closeSync(descriptor);
    for (let at = 0; at < read; at += 1) if (bytes[at] === 0x0a) this.lines += 1;
    this.offset += read;
    return this.lines;
  }
}

/**
 * Runs, and kills when a moment has come: so many lines of observations (the header is the first), or the writing of
 * reports. Resolves with whether it was killed.
 */
function runAndKill(out, workers, resume, moment) {
  mkdirSync(out, { recursive: true });
  return new Promise((settle, reject) => {
    const counter = new LineCounter(join(out, observations));
    const child = spawn(process.execPath, argumentsOf(out, workers, resume), {
      cwd: scratch,
      stdio: 'ignore',
    });
    const watcher = watch(out, (_event, name) => {
      const come = moment === 'reports' ? String(name).endsWith('.partial') : counter.count() >= moment;
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
  const path = join(out, observations);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > bytes) truncateSync(path, size - bytes);
}

/** Spread over the run: just behind the header, in between, and while the reports are written. */
function momentOf(index, cases) {
  if (index === 0) return 1;
  if (index === times - 1) return 'reports';
  return 1 + Math.floor((index * cases) / times);
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
  const moment = momentOf(index, reference.cases);
  await killOnce(out, workers, moment);
  const begun = new LineCounter(join(out, observations)).count();
  if (index % 2 === 1) tear(out, 1 + ((index * 13) % 60));
  let kills = 1;
  if (index % 3 === 2 && begun > 1 && begun + 8 < reference.cases) {
    const later = begun + Math.ceil((reference.cases - begun) / 2);
    if (await runAndKill(out, workers, true, later)) kills += 1;
  }
  // With another number of workers, which changes nothing.
  const { status, stderr } = runThrough(out, 1 + ((index + 1) % 3), true);
  if (status !== reference.status) throw new Error(`--resume ended with ${status}:\n${stderr}`);
  expectUndisturbed(out, reference);
  rmSync(out, { recursive: true, force: true });
  const when = moment === 'reports' ? 'while reports were written' : `behind ${Math.max(0, begun - 1)} cases`;
  process.stdout.write(`kill-test: ${index + 1}/${times} killed ${when}, ${kills}x, went on: same report\n`);
}

/** A disk that fills up while verdicts are written; /dev/full is one. */
async function fullDisk(reference) {
  if (statSync('/dev/full', { throwIfNoEntry: false }) === undefined) {
    process.stdout.write('kill-test: full disk left out: there is no /dev/full here\n');
    return;
  }
  const out = join(scratch, 'full-disk');
  await runAndKill(out, 1, false, Math.floor(reference.cases / 4));
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
  process.stdout.write('kill-test: went on behind a full disk: same report\n');
}

try {
  const whole = join(scratch, 'undisturbed');
  const { status, stderr } = runThrough(whole, 2, false);
  if (status !== 0 && status !== 1) throw new Error(`the undisturbed run ended with ${status}:\n${stderr}`);
  const sent = casesSent(whole);
  const reference = {
    status,
    cases: sent.length,
    report: lasting(whole),
    verdicts: readFileSync(join(whole, verdicts), 'utf8'),
    files: readdirSync(whole).sort().join(' '),
    sent: sent.join(' '),
  };
  for (let index = 0; index < times; index += 1) await disturbed(index, reference);
  await fullDisk(reference);
  process.stdout.write(
    `kill-test: ${times} killed runs of ${reference.cases} cases came to the same report\n`,
  );
} catch (error) {
  process.stderr.write(`kill-test: FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
