// `npm test`: installs what is missing, builds, and runs all tests. What a missing tool makes impossible is left out and
// said so at the end; where CI is set, nothing may be left out.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { install, must, root } from './steps.mjs';
import { missingForWindows, windowsTests } from './test-windows.mjs';
import { testExports } from './test-exports.mjs';

const inCi = Boolean(process.env.CI);
const only = process.argv.slice(2);
const results = { passed: 0, failures: [], leftOut: [] };
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-test-'));
/** Of what a failed command printed, as many are repeated at the end. */
const linesOfOutput = 25;

function title(text) {
  process.stdout.write(`\n== ${text}\n`);
}

/** Says what failed at once, and again at the end, where a long log is read first. */
function fail(what, output = '') {
  process.stdout.write(`FAILED: ${what}\n`);
  const last = output.trimEnd().split('\n').slice(-linesOfOutput);
  results.failures.push(output === '' ? what : `${what}\n${last.map((line) => `    ${line}`).join('\n')}`);
}

/** Runs a command as one test. */
function check(name, program, args, expected = 0, options = {}) {
  title(name);
  const printed = join(scratch, 'printed');
  const file = openSync(printed, 'w');
  const done = spawnSync(program, args, { cwd: root, stdio: ['ignore', file, file], ...options });
  closeSync(file);
  const output = readFileSync(printed, 'utf8');
  process.stdout.write(output);
  const held = done.status === expected;
  if (held) results.passed += 1;
  else
    fail(
      `${name}: expected exit status ${expected}, got ${done.status ?? done.signal ?? done.error?.message}`,
      output,
    );
  return held;
}

/** Notes a test that was carried out elsewhere: what is wrong, or an empty text. */
function verdict(name, wrong) {
  if (wrong !== '') return fail(`${name}: ${wrong}`);
  process.stdout.write(`ok: ${name}\n`);
  results.passed += 1;
}

/** Whether a program is there, by asking it something harmless. */
function has(program, args = ['--version']) {
  const done = spawnSync(program, args, { stdio: 'ignore' });
  return done.error === undefined && done.status === 0;
}

function leaveOut(what, why) {
  results.leftOut.push(`${what}: ${why}`);
}

function vitest() {
  title('vitest');
  const json = join(scratch, 'vitest.json');
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${json}`,
  ];
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (!existsSync(json)) return fail(`vitest ended with ${done.status ?? done.signal} and wrote no results`);
  const { numPassedTests, numPendingTests, testResults } = JSON.parse(readFileSync(json, 'utf8'));
  results.passed += numPassedTests;
  if (numPendingTests > 0) leaveOut(`${numPendingTests} vitest tests`, 'skipped by themselves, see above');
  const before = results.failures.length;
  for (const { name, message, assertionResults } of testResults) {
    const file = relative(root, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed)
      fail(`${file}: ${fullName}`, failureMessages.join('\n'));
    // A file that could not be read has no tests that could fail.
    if (failed.length === 0 && message !== '') fail(file, message);
  }
  if (done.status !== 0 && results.failures.length === before)
    fail(`vitest ended with ${done.status ?? done.signal}, though no test failed`);
}

const cli = 'dist/cli.js';

/** What is missing to build on libcrypto; an empty text for what is there. */
function cryptoBuildTools() {
  const headers = spawnSync('cc', ['-E', '-'], {
    input: '#include <openssl/evp.h>\n',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return [
    has('make') ? '' : 'make',
    has('cc') ? '' : 'a C compiler (cc)',
    headers.status === 0 ? '' : 'the headers of OpenSSL 3 (Debian: libssl-dev)',
  ];
}

function opensslDriver() {
  const missing = cryptoBuildTools().filter((one) => one !== '');
  if (process.platform === 'win32' || missing.length > 0) {
    leaveOut(
      'implementations/openssl-c',
      process.platform === 'win32' ? 'a POSIX program' : `without ${missing.join(', ')}`,
    );
    return;
  }
  const folder = 'implementations/openssl-c';
  if (!check('openssl-c: build', 'make', ['-s', '-C', folder])) return;
  check('openssl-c: its own tests', 'make', ['-s', '-C', folder, 'test']);
  const driver = `exec:${folder}/build/openssl-c`;
  const library = `ffi:${folder}/build/libopenssl_driver.so`;
  check('openssl-c: doctor', process.execPath, [cli, 'doctor', '--adapter', driver]);
  check('openssl-c as a library: doctor', process.execPath, [cli, 'doctor', '--adapter', library]);
  // Rebuilt for its own certificate, and byte for byte under their own keys.
  const asCases = ['node_modules/vitest/vitest.mjs', 'run', 'src/vectors/as-cases.test.ts'];
  check('openssl-c: cases as programs', process.execPath, ['scripts/test-emitted.mjs']);
  check('openssl-c: every vector', 'env', [`KEXCTS_VECTORS_ADAPTER=${driver}`, process.execPath, ...asCases]);
  for (const dialect of ['d3d11.1', 'wddm2.4']) {
    const out = join(scratch, `openssl-c-${dialect}`);
    const args = [cli, 'run', '--adapter', driver, '--strict', '--dialect', dialect, '--out', out];
    check(`openssl-c: gate, strict, ${dialect}`, process.execPath, args);
    const outOfLibrary = join(scratch, `libopenssl_driver-${dialect}`);
    const run = [cli, 'run', '--adapter', library, '--strict', '--dialect', dialect, '--out', outOfLibrary];
    check(`openssl-c as a library: gate, strict, ${dialect}`, process.execPath, run);
    const both = ['scripts/compare-verdicts.mjs', out, outOfLibrary];
    check(`openssl-c: the same verdicts both ways, ${dialect}`, process.execPath, both);
  }
  opensslMemory(folder);
}

/** A driver that loses memory is found, and only that one. */
function opensslMemory(folder) {
  if (!check('openssl-c: build with a leak', 'make', ['-s', '-C', folder, 'leaking'])) return;
  const ways = { program: ['exec', 'openssl-c', ''], library: ['ffi', 'libopenssl_driver', '.so'] };
  for (const [way, [kind, name, ending]] of Object.entries(ways)) {
    for (const [build, status] of [
      ['', 0],
      ['-leaking', 1],
    ]) {
      const adapter = `${kind}:${folder}/build/${name}${build}${ending}`;
      const out = join(scratch, `memory-${way}${build}`);
      const leaks = ['--strict', '--clause', 'NCSKE-ERR-26', '--out', out];
      const title = `openssl-c: memory held by the ${way}${build === '' ? '' : ', with a leak'}`;
      check(title, process.execPath, [cli, 'run', '--adapter', adapter, ...leaks], status);
    }
  }
}

/** The driver to start from, which needs the same as openssl-c. */
function templateDriver() {
  const lacking = cryptoBuildTools().filter((one) => one !== '');
  if (process.platform === 'win32' || lacking.length > 0) {
    const why = process.platform === 'win32' ? 'its Makefile is for POSIX' : `without ${lacking.join(', ')}`;
    leaveOut('implementations/template-c', why);
    return;
  }
  const folder = 'implementations/template-c';
  if (!check('template-c: build', 'make', ['-s', '-C', folder])) return;
  const library = `ffi:${folder}/build/libtemplate_driver.so`;
  check('template-c: doctor', process.execPath, [cli, 'doctor', '--adapter', library]);
  const out = join(scratch, 'template-c');
  check('template-c: gate, strict', process.execPath, [
    cli,
    'run',
    '--adapter',
    library,
    '--strict',
    '--out',
    out,
  ]);
}

/** The state machine, searched by us and by Spin. */
function spinsOpinion() {
  const missing = [has('spin', ['-V']) ? '' : 'spin', has('cc') ? '' : 'a C compiler (cc)'].filter(
    (one) => one !== '',
  );
  if (missing.length > 0) leaveOut('the state machine in Spin', `without ${missing.join(', ')}`);
  else check('the state machine in Spin', process.execPath, ['scripts/spin-test.mjs']);
}

/** The contract is sound, and the table written from it has not drifted. */
function contract() {
  check('contract: spec check', process.execPath, [cli, 'spec', 'check']);
  const out = join(scratch, 'clauses.md');
  if (!check('contract: spec doc', process.execPath, [cli, 'spec', 'doc', '--out', out])) return;
  const kept = readFileSync(join(root, 'docs', 'clauses.md'), 'utf8');
  if (readFileSync(out, 'utf8') === kept) results.passed += 1;
  else fail('docs/clauses.md is not what spec/ says: npx kexcts spec doc --out docs/clauses.md');
}

/** What the suite catches, and whom it leaves alone: every faulty driver found, half of them early, no correct one blamed. */
function faultsAndVariants() {
  const out = join(scratch, 'faults');
  const matrix = [cli, 'faults', '--strict', '--report', 'json', '--out', out];
  if (check('faults: kill matrix, gate, strict', process.execPath, matrix)) {
    const { summary } = JSON.parse(readFileSync(join(out, 'faults.json'), 'utf8'));
    if (summary.medianPlace <= 100) results.passed += 1;
    else fail(`half of the faults are found by case ${summary.medianPlace}, not by 100`);
  }
  // The form with more to it; the other one is for .ci/full.
  const newer = ['--dialect', 'wddm2.4'];
  check('variants: gate, strict, wddm2.4', process.execPath, [cli, 'variants', ...newer]);
}

/** The host programs and drivers for Windows: they compile without a warning, and do what they are for. */
async function windowsPrograms() {
  const missing = [
    has('make') ? '' : 'make',
    has('x86_64-w64-mingw32-gcc') ? '' : 'mingw-w64 (Debian: gcc-mingw-w64-x86-64)',
  ];
  const lacking = missing.filter((one) => one !== '');
  if (lacking.length > 0) {
    leaveOut('native, the programs for Windows', `without ${lacking.join(', ')}`);
    return;
  }
  if (!check('native: build for Windows', 'make', ['-s', '-C', 'native', '-j2', 'all', 'fake-runtime']))
    return;
  const absent = missingForWindows();
  if (absent.length > 0) leaveOut('native: running what was built', `without ${absent.join(', ')}`);
  else await windowsTests({ check, verdict, leaveOut, scratch });
}

/** The vectors hold; that each is there for something is a test of vitest. */
function vectors() {
  check('vectors: check', process.execPath, [cli, 'vectors', 'check']);
}

/** The vectors in other languages, built and run with those languages' own tools. */
async function exportedPrograms() {
  title('exported programs');
  const { passed, failures, leftOut } = await testExports();
  results.passed += passed;
  results.failures.push(...failures);
  results.leftOut.push(...leftOut);
}

/** Runs that are killed go on to the same report; the templates for other CIs are linted, and their scripts executed. */
function gate() {
  check('gate: killed runs go on', process.execPath, ['scripts/kill-test.mjs', '--times', '5']);
  if (process.platform === 'win32') leaveOut('ci/, the templates', 'their scripts are for POSIX shells');
  else check('gate: templates for other CIs', process.execPath, ['scripts/ci-templates-test.mjs']);
}

try {
  install();
  must(process.execPath, ['scripts/build.mjs']);
  if (only.length === 0 || only.includes('vitest')) vitest();
  if (only.length === 0 || only.includes('contract')) contract();
  if (only.length === 0 || only.includes('faults')) faultsAndVariants();
  if (only.length === 0 || only.includes('openssl-c')) opensslDriver();
  if (only.length === 0 || only.includes('template-c')) templateDriver();
  if (only.length === 0 || only.includes('windows')) await windowsPrograms();
  if (only.length === 0 || only.includes('spin')) spinsOpinion();
  if (only.length === 0 || only.includes('gate')) gate();
  if (only.length === 0 || only.includes('vectors')) vectors();
  if (only.length === 0 || only.includes('exports')) await exportedPrograms();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

if (results.leftOut.length > 0) {
  process.stdout.write(`\nleft out:\n${results.leftOut.map((one) => `  ${one}\n`).join('')}`);
  if (inCi)
    results.failures.push(
      ...results.leftOut.map((one) => `left out, which nothing may be where CI is set: ${one}`),
    );
}
const { passed, failures } = results;
if (failures.length > 0) process.stdout.write(`\nfailed:\n${failures.map((one) => `  ${one}\n`).join('')}`);
process.stdout.write(`\nkexcts: ${passed} passed, ${failures.length} failed\n`);
process.exit(failures.length === 0 ? 0 : 1);
