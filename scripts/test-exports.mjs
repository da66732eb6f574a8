// Exports the vectors to each language, builds and runs the programs for real, and sees that each names just those vectors
// that were altered. What a missing tool makes impossible is left out and said so; where CI is set, nothing may be left out.
//   node scripts/test-exports.mjs [LANGUAGE …]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAltered } from './exports/altered-vectors.mjs';
import { languages } from './exports/languages.mjs';
import { withTools } from './exports/tools.mjs';
import { root } from './steps.mjs';

const cli = process.env.KEXCTS_CLI ?? join(root, 'dist', 'cli.js');
/** Of one command, in milliseconds: nothing may hang. */
const timeLimit = 600_000;

/** Runs a command; never throws. */
function start([program, ...args], cwd, environment = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd,
      env: withTools({ ...process.env, ...environment }),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeLimit,
    });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    const end = (status, more = '') =>
      done({ status, output: Buffer.concat(chunks).toString('utf8') + more });
    child.on('error', (error) => end(-1, error.message));
    child.on('close', (status, signal) => end(status ?? -1, signal === null ? '' : `ended by ${signal}`));
  });
}

function succeeds([program, ...args]) {
  const done = spawnSync(program, args, { stdio: 'ignore', env: withTools() });
  return done.error === undefined && done.status === 0;
}

/** Whether a tool is there: one command line, or several of which one must succeed. */
function isThere(tool) {
  return Array.isArray(tool[0]) ? tool.some(succeeds) : succeeds(tool);
}

/** Tests one language, step by step; what it says is printed at once. */
class LanguageTest {
  passed = 0;
  failures = [];
  said = [];

  constructor(name, folder) {
    this.name = name;
    this.folder = folder;
    this.language = languages[name];
  }

  expectThat(holds, what, output = '') {
    if (holds) {
      this.passed += 1;
      return true;
    }
    const failure = `${this.name}: ${what}\n${output.slice(-3000)}`;
    this.failures.push(failure);
    this.said.push(`FAILED: ${failure}\n`);
    return false;
  }

  async export(from) {
    const { only } = this.language;
    const filter = only === undefined ? [] : ['--profile', only];
    const where = from === undefined ? [] : ['--in', from];
    const command = [
      process.execPath,
      cli,
      'vectors',
      'export',
      '--language',
      this.name,
      '--out',
      this.folder,
    ];
    const { status, output } = await start([...command, ...filter, ...where], root);
    return this.expectThat(status === 0, 'export', output);
  }

  /** Runs command lines up to the first that fails. */
  async all(commands) {
    let last = { status: -1, output: '' };
    for (const command of commands) {
      last = await start(command, this.folder, this.language.environment);
      if (last.status !== 0) break;
    }
    return last;
  }

  /** What failed: `id`, or `id decoder`, sorted. */
  failuresIn(output) {
    const found = [...output.matchAll(this.language.failed)].map(({ groups: { id, decoder } }) =>
      // Go's tests have names without blanks.
      `${id.replaceAll('_', ' ')} ${decoder ?? ''}`.trimEnd(),
    );
    return [...new Set(found)].sort();
  }

  /** Expects just these vectors to fail, under each decoder. */
  expectFailures(what, { status, output }, ids) {
    const { decoders } = this.language;
    const right = ids.flatMap((id) => decoders.map((decoder) => `${id} ${decoder}`.trimEnd())).sort();
    const seen = this.failuresIn(output);
    const wanted = right.length === 0 ? 'none' : right.join(', ');
    this.expectThat(
      JSON.stringify(seen) === JSON.stringify(right),
      `${what}: expected these to fail: ${wanted}; got ${seen.join(', ') || 'none'}`,
      output,
    );
    this.expectThat((status === 0) === (right.length === 0), `${what}: exit status ${status}`, output);
  }

  async run(alteredFolder, altered) {
    const { looks, run, again = run, only, disagrees = [] } = this.language;
    const started = performance.now();
    if (!(await this.export())) return;
    for (const command of looks) {
      const { status, output } = await start(command, this.folder, this.language.environment);
      this.expectThat(status === 0 && output === '', command.slice(0, 3).join(' '), output);
    }
    this.expectFailures('as they are', await this.all(run), disagrees);
    if (!(await this.export(alteredFolder))) return;
    const wrong = altered.filter(({ profile }) => only === undefined || profile === only);
    const done = await this.all(again);
    const ids = wrong.map(({ id }) => id);
    this.expectFailures('altered', done, ids);
    for (const { id, comment } of wrong)
      this.expectThat(done.output.includes(comment), `the comment of ${id} is not printed`, done.output);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { label } = this.language;
    const how =
      this.failures.length > 0 ? 'FAILED' : `passes, and names the ${wrong.length} that were altered`;
    this.said.push(
      `${this.name.padEnd(11)} ${how}${label === undefined ? '' : ` (${label})`}  ${seconds} s\n`,
    );
  }
}

/** Runs all that are asked for, as many at once as there are processors. */
export async function testExports(asked = Object.keys(languages)) {
  const scratch = mkdtempSync(join(tmpdir(), 'kexcts-exports-'));
  const result = { passed: 0, failures: [], leftOut: [] };
  try {
    const alteredFolder = join(scratch, 'altered');
    const altered = writeAltered(alteredFolder);
    const waiting = Object.keys(languages).filter((one) => asked.includes(one));
    const lane = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const { tools, needs } = languages[name];
        if (!tools.every(isThere)) {
          result.leftOut.push(`vectors export --language ${name}: needs ${needs}`);
          continue;
        }
        const test = new LanguageTest(name, join(scratch, name));
        await test.run(alteredFolder, altered);
        process.stdout.write(test.said.join(''));
        result.passed += test.passed;
        result.failures.push(...test.failures);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, lane));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((one) => !Object.hasOwn(languages, one));
  if (unknown.length > 0) {
    process.stderr.write(
      `expected languages, got ${unknown.join(', ')}; known: ${Object.keys(languages).join(', ')}\n`,
    );
    process.exit(2);
  }
  const result = await testExports(asked.length === 0 ? undefined : asked);
  for (const what of result.leftOut) process.stdout.write(`left out: ${what}\n`);
  const failed = result.failures.length + (process.env.CI ? result.leftOut.length : 0);
  process.stdout.write(`\nexports: ${result.passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
