// `replay ID --emit c` and `--emit python`: cases of several kinds as programs, compiled, run against implementations/openssl-c,
// and compared with each other call by call.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const cli = 'dist/cli.js';
const build = 'implementations/openssl-c/build';
const library = `${build}/libopenssl_driver.so`;
const driver = `${build}/openssl-c`;

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

/** `method code` for each key exchange that a program prints. */
function codesOfC(output) {
  const line = /^((?:Negotiate|OPMSet)\w+): (0x[0-9a-f]{8})$/gm;
  return [...output.matchAll(line)].map(([, method, code]) => `${method.replace(/Flags$/, '')} ${code}`);
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

/** Makes both programs of a case and runs them. */
async function compare(test, { id, title, property, recipe, points }) {
  const run = async (what, program, ...args) => {
    const { status, printed, stdout } = await test.command(program, args);
    if (status !== 0) throw new Error(`${what} ended with ${status}: ${printed}`);
    return stdout;
  };
  // As a file of its own, which is read faster than a plan.
  const file = join(test.scratch, `${id}.json`);
  writeFileSync(file, JSON.stringify({ schema: 'kexcts-case/1', id, title, property, recipe, points }));
  const replay = [cli, 'replay', file, '--dialect', 'wddm2.4'];
  const emit = (form, adapter) =>
    run(`--emit ${form}`, process.execPath, ...replay, '--emit', form, '--adapter', adapter);
  const program = join(test.scratch, id);
  writeFileSync(`${program}.c`, await emit('c', `ffi:${library}`));
  const flags = ['-std=c11', '-g', '-Wall', '-Wextra', '-Werror', '-Inative/include'];
  const libraries = [library, '-lcrypto', `-Wl,-rpath,${build}`];
  await run('cc', 'cc', ...flags, `${program}.c`, ...libraries, '-o', program);
  const c = codesOfC(await run('the program in C', program));
  writeFileSync(`${program}.py`, await emit('python', `exec:${driver}`));
  const python = codesOfPython(await run('the program in Python', 'python3', `${program}.py`, driver));
  if (c.length === 0) throw new Error('the program in C prints no key exchange');
  if (c.join() !== python.join())
    throw new Error(`C: ${c.join(', ').slice(-1000)}\nPython: ${python.join(', ').slice(-1000)}`);
}

/** @param {import('./part-run.mjs').PartRun} test */
export async function emittedPrograms(test) {
  const plan = join(test.scratch, 'plan.ndjson');
  const options = ['--level', 'gate', '--dialect', 'wddm2.4', '--out', plan];
  if (!(await test.node('openssl-c: plan', [cli, 'plan', ...options]))) return;
  const lines = readFileSync(plan, 'utf8').trimEnd().split('\n').slice(1);
  const cases = lines.map((line) => JSON.parse(line));
  for (const [kind, fits] of Object.entries(kinds)) {
    const one = cases.find(fits);
    if (one === undefined) test.fail(`openssl-c: no case is planned that is ${kind}`);
    else await test.holds(`openssl-c: ${kind} as programs: ${one.title}`, () => compare(test, one));
  }
}
