// Whether two states of the suite judge alike, prose left aside:
//   node scripts/compare-behaviour.mjs record FOLDER [--cli dist/cli.js] [--quick] [--driver implementations/openssl-c/build/openssl-c]
//   node scripts/compare-behaviour.mjs compare FOLDER FOLDER
// `record` writes what a built suite plans, observes and judges: plans with ids, recipes and points; verdicts with clauses,
// deciding steps and outcomes; faults, correct variants, vectors. `--quick` is plans and level gate on the emulator alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const dialects = ['d3d11.1', 'wddm2.4'];

/** Members that are prose, or times, or a hash of files that hold prose too. */
const isProse = (name, value) =>
  ['title', 'text', 'reason', 'statement', 'origin', 'comment'].includes(name) ||
  name.startsWith('time') ||
  (name === 'contract' && String(value).startsWith('sha256:'));

const withoutProse = (line) =>
  JSON.stringify(JSON.parse(line, (name, value) => (isProse(name, value) ? undefined : value)));

async function* linesOf(file) {
  yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
}

/** Runs a command of the suite; its exit status must be one of those expected. */
function suite(cli, args, statuses = [0]) {
  const done = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (statuses.includes(done.status)) return done.stdout;
  throw new Error(`${args.join(' ')}: exit status ${done.status}\n${done.stdout}${done.stderr}`);
}

async function record(folder, { cli: path, quick, driver }) {
  const cli = resolve(path);
  const scratch = mkdtempSync(join(tmpdir(), 'kexcts-behaviour-'));
  mkdirSync(folder, { recursive: true });
  const keep = async (name, lines) => {
    const kept = [];
    for await (const line of lines) if (line !== '') kept.push(withoutProse(line));
    writeFileSync(join(folder, name), kept.map((line) => `${line}\n`).join(''));
    process.stdout.write(`${name}: ${kept.length} lines\n`);
  };
  const drivers = {
    emulator: 'emulator',
    ...(driver === undefined ? {} : { driver: `exec:${resolve(driver)}` }),
  };
  try {
    for (const level of quick ? ['gate'] : ['gate', 'full']) {
      for (const dialect of dialects) {
        const plan = join(scratch, `plan-${level}-${dialect}.ndjson`);
        suite(cli, ['plan', '--level', level, '--dialect', dialect, '--out', plan]);
        await keep(`plan-${level}-${dialect}.ndjson`, linesOf(plan));
        for (const [name, adapter] of Object.entries(drivers)) {
          const out = join(scratch, `${name}-${level}-${dialect}`);
          const options = ['--adapter', adapter, '--strict', '--level', level, '--dialect', dialect];
          suite(cli, ['run', ...options, '--report', 'json', '--out', out], [0, 1, 3]);
          await keep(`verdicts-${name}-${level}-${dialect}.ndjson`, linesOf(join(out, 'verdicts.ndjson')));
          const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
          await keep(
            `clauses-${name}-${level}-${dialect}.ndjson`,
            report.clauses.map((one) => JSON.stringify(one)),
          );
        }
      }
    }
    if (quick) return;
    const matrix = join(scratch, 'faults');
    suite(cli, ['faults', '--strict', '--report', 'json', '--out', matrix]);
    const { rows } = JSON.parse(readFileSync(join(matrix, 'faults.json'), 'utf8'));
    await keep(
      'faults.ndjson',
      rows.map((one) => JSON.stringify(one)),
    );
    const counts = suite(cli, ['variants'])
      .split('\n')
      .filter((line) => / (d3d11\.1|wddm2\.4) /.test(line));
    await keep(
      'variants.ndjson',
      counts.map((line) => JSON.stringify(line.split(/\s+/))),
    );
    const vectors = join(scratch, 'vectors');
    suite(cli, ['vectors', 'make', '--out', vectors]);
    const sums = readdirSync(vectors)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(vectors, name)))
          .digest('hex'),
      ]);
    await keep(
      'vectors.ndjson',
      sums.map((one) => JSON.stringify(one)),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function compare(before, after) {
  const names = [...new Set([...readdirSync(before), ...readdirSync(after)])].sort();
  let differences = 0;
  for (const name of names) {
    const [one, other] = [before, after].map((folder) => {
      if (!readdirSync(folder).includes(name)) return [];
      return readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .map((line) => (line === '' ? '' : withoutProse(line)));
    });
    const unlike = Array.from({ length: Math.max(one.length, other.length) }, (_, at) => at).filter(
      (at) => one[at] !== other[at],
    );
    const first = unlike[0] === undefined ? '' : `, the first is line ${unlike[0] + 1}`;
    process.stdout.write(`${name}: ${one.length - 1} lines, ${unlike.length} different${first}\n`);
    differences += unlike.length;
  }
  process.stdout.write(differences === 0 && names.length > 0 ? 'equal\n' : `${differences} differences\n`);
  return differences === 0 && names.length > 0 ? 0 : 1;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cli: { type: 'string', default: 'dist/cli.js' },
    quick: { type: 'boolean', default: false },
    driver: { type: 'string' },
  },
});
const [command, one, other] = positionals;
if (command === 'record' && one !== undefined) await record(one, values);
else if (command === 'compare' && one !== undefined && other !== undefined)
  process.exitCode = compare(one, other);
else {
  process.stderr.write('usage: compare-behaviour.mjs record FOLDER | compare FOLDER FOLDER\n');
  process.exitCode = 2;
}
