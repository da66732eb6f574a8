// `replay ID --emit c` and `--emit python`: cases of several kinds as programs, compiled, run against implementations/openssl-c, and
// compared with each other call by call.
//   node scripts/test-emitted.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './steps.mjs';

const cli = join(root, 'dist', 'cli.js');
const build = join(root, 'implementations', 'openssl-c', 'build');
const library = join(build, 'libopenssl_driver.so');
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-emitted-'));

function run(program, args, input) {
  return spawnSync(program, args, { cwd: root, encoding: 'utf8', input, maxBuffer: 1 << 26 });
}

/** The first case of a kind: its property, and a test of its steps. */
const kinds = {
  'a size': ({ property }) => property === 'size',
  'a block': ({ property }) => property === 'encoding',
  'a sequence': ({ recipe }) =>
    recipe.steps.filter(({ call }) => call === 'NegotiateCryptoSessionKeyExchange').length > 2,
  'a second device': ({ recipe }) => recipe.steps.some(({ call }) => call === 'CreateDevice'),
  'a refresh': ({ recipe }) => recipe.steps.some(({ call }) => call === 'FinishSessionKeyRefresh'),
  'an MT call': ({ recipe }) =>
    recipe.steps.some(({ call }) => call === 'NegotiateCryptoSessionKeyExchangeMT'),
  'a channel': ({ property, recipe }) =>
    property === 'channel' && recipe.steps.every(({ call }) => /^(Create|Negotiate)/.test(call)),
  'OPM, accepted': ({ recipe, points }) => {
    const { call, data, failAllocation } = recipe.steps.at(-1);
    const { random, opmMessage, encoding } = points.at(-1) ?? {};
    return (
      call === 'OPMSetSigningKeyAndSequenceNumbers' &&
      failAllocation === undefined &&
      data.until === undefined &&
      data.finish === undefined &&
      random === 'matches' &&
      opmMessage === 'equal' &&
      encoding === 'valid'
    );
  },
  'OPM, refused': ({ property, recipe, points }) =>
    property === 'opm' && recipe.steps.length === 3 && points.at(-1)?.random === 'differs',
  'memory that runs out': ({ property, recipe }) => property === 'memory' && recipe.steps.length === 2,
};

/** `method code` for each key exchange that a program tells of. */
function codesOfC(output) {
  const told = /^((?:Negotiate|OPMSet)\w+): (0x[0-9a-f]{8})$/gm;
  return [...output.matchAll(told)].map(([, method, code]) => `${method.replace(/Flags$/, '')} ${code}`);
}

function codesOfPython(output) {
  const calls = [...output.matchAll(/^-> (\S+) .*\n<- (.*)$/gm)];
  return calls
    .filter(([, method]) => /^(Negotiate|OPMSet)/.test(method))
    .map(([, method, result]) => {
      const { hr, status } = JSON.parse(result);
      return `${method} 0x${(hr ?? status).toString(16).padStart(8, '0')}`;
    });
}

function problemOf(id) {
  const options = ['--dialect', 'wddm2.4'];
  const emit = (form, adapter) =>
    run(process.execPath, [cli, 'replay', id, '--emit', form, '--adapter', adapter, ...options]);
  const c = emit('c', `ffi:${library}`);
  if (c.status !== 0) return `--emit c: ${c.stderr}`;
  const source = join(scratch, `${id}.c`);
  const program = join(scratch, id);
  writeFileSync(source, c.stdout);
  const flags = ['-std=c11', '-g', '-Wall', '-Wextra', '-Werror', '-I', 'native/include'];
  const compiled = run('cc', [...flags, source, library, '-lcrypto', `-Wl,-rpath,${build}`, '-o', program]);
  if (compiled.status !== 0) return `cc: ${compiled.stderr}`;
  const ran = run(program, []);
  if (ran.status !== 0) return `the program in C ended with ${ran.status ?? ran.signal}: ${ran.stderr}`;
  const driver = join(build, 'openssl-c');
  const python = emit('python', `exec:${driver}`);
  if (python.status !== 0) return `--emit python: ${python.stderr}`;
  const script = join(scratch, `${id}.py`);
  writeFileSync(script, python.stdout);
  const interpreted = run('python3', [script, driver]);
  if (interpreted.status !== 0)
    return `the program in Python ended with ${interpreted.status}: ${interpreted.stderr}`;
  const [one, other] = [codesOfC(ran.stdout), codesOfPython(interpreted.stdout)];
  if (one.length === 0) return `the program in C tells of no key exchange:\n${ran.stdout}`;
  if (one.join() !== other.join())
    return `C: ${one.join(', ').slice(-1000)}\nPython: ${other.join(', ').slice(-1000)}`;
  return '';
}

let failed = 0;
try {
  const plan = join(scratch, 'plan.ndjson');
  const planned = run(process.execPath, [
    cli,
    'plan',
    '--level',
    'gate',
    '--dialect',
    'wddm2.4',
    '--out',
    plan,
  ]);
  if (planned.status !== 0) throw new Error(planned.stderr);
  const cases = readFileSync(plan, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line));
  for (const [kind, fits] of Object.entries(kinds)) {
    const one = cases.find(fits);
    const problem = one === undefined ? 'no case of this kind is planned' : problemOf(one.id);
    if (problem !== '') failed += 1;
    process.stdout.write(
      problem === '' ? `ok: ${kind}: ${one.title}\n` : `FAILED: ${kind}: ${one?.id}: ${problem}\n`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\nemitted: ${Object.keys(kinds).length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
