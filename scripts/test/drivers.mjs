// The drivers of implementations/, tested with the suite.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const cli = 'dist/cli.js';
const folder = 'implementations/openssl-c';
const driver = `exec:${folder}/build/openssl-c`;
const library = `ffi:${folder}/build/libopenssl_driver.so`;

/** Builds a driver, where what it takes is there. */
export async function buildDriver(test, name) {
  const what = `implementations/${name}`;
  if (process.platform === 'win32') return test.leaveOut(what, 'a POSIX program');
  if (test.lacks(what, 'make', 'cc')) return;
  const options = { input: '#include <openssl/evp.h>\n', stdio: ['pipe', 'ignore', 'ignore'] };
  if (spawnSync('cc', ['-E', '-'], options).status !== 0)
    return test.leaveOut(what, 'without the headers of OpenSSL 3 (Debian: libssl-dev)');
  await test.check(`${name}: build`, 'make', ['-s', '-C', `implementations/${name}`]);
}

/** Tests of the driver itself, and what doctor says of it. */
export async function ownTests(test) {
  await test.check('openssl-c: its own tests', 'make', ['-s', '-C', folder, 'test']);
  await test.node('openssl-c: doctor', [cli, 'doctor', '--adapter', driver]);
  await test.node('openssl-c as a library: doctor', [cli, 'doctor', '--adapter', library]);
}

/**
 * The verdict of each case and those of its clauses. How often allocations were made to fail may differ: it follows from what
 * the process had allocated before.
 */
function verdictsIn(folder) {
  const lines = readFileSync(join(folder, 'verdicts.ndjson'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { case: id, verdict, clauses } = JSON.parse(line);
    return JSON.stringify({ id, verdict, clauses });
  });
}

/** The driver conforms, as a program and as a library, with the same verdicts. */
export async function conforms(test, dialect) {
  const outs = [];
  for (const [way, adapter] of Object.entries({ program: driver, library })) {
    const out = join(test.scratch, way);
    const args = [cli, 'run', '--adapter', adapter, '--strict', '--dialect', dialect, '--out', out];
    await test.node(`openssl-c as a ${way}: gate, strict, ${dialect}`, args);
    outs.push(out);
  }
  const [one, other] = outs.map(verdictsIn);
  const at = one.findIndex((line, index) => line !== other[index]);
  const same = one.length === other.length && at < 0;
  const title = `openssl-c: the same verdicts both ways, ${dialect}`;
  test.verdict(title, same ? '' : `first different:\n${one[at]}\n${other[at]}`);
}

/** Every vector: rebuilt for the driver's own certificate, and byte for byte under the vectors' keys. */
export async function everyVector(test) {
  const asCases = ['node_modules/vitest/vitest.mjs', 'run', 'src/vectors/as-cases.test.ts'];
  const env = { ...process.env, KEXCTS_VECTORS_ADAPTER: driver };
  await test.node('openssl-c: every vector', asCases, 0, { env });
}

/** A driver that loses memory is found, and only that one. */
export async function memory(test) {
  if (!(await test.check('openssl-c: build with a leak', 'make', ['-s', '-C', folder, 'leaking']))) return;
  const ways = { program: ['exec', 'openssl-c', ''], library: ['ffi', 'libopenssl_driver', '.so'] };
  for (const [way, [kind, name, ending]] of Object.entries(ways)) {
    for (const [build, status] of [
      ['', 0],
      ['-leaking', 1],
    ]) {
      const adapter = `${kind}:${folder}/build/${name}${build}${ending}`;
      const leaks = ['--strict', '--clause', 'NCSKE-ERR-26', '--out', join(test.scratch, `${way}${build}`)];
      const title = `openssl-c: memory held by the ${way}${build === '' ? '' : ', with a leak'}`;
      await test.node(title, [cli, 'run', '--adapter', adapter, ...leaks], status);
    }
  }
}

/** The driver to start from conforms. */
export async function template(test) {
  const adapter = ['--adapter', 'ffi:implementations/template-c/build/libtemplate_driver.so'];
  await test.node('template-c: doctor', [cli, 'doctor', ...adapter]);
  const run = ['run', ...adapter, '--strict', '--out', join(test.scratch, 'template-c')];
  await test.node('template-c: gate, strict', [cli, ...run]);
}
