// What the gate costs with many verdicts: for the whole process of each command the time that passes, that of the processor
// and the largest memory; formats are written of a finished run. It judges nothing; it prints.
//   node scripts/bench-gate.mjs [--cases 50000] [--keep] [--cli dist/cli.js]
// A run of level gate is made larger by regressions: its own cases with other seeds, each with the observation of the case
// that it was made from.
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, install, root } from './steps.mjs';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '50000' },
    cli: { type: 'string', default: join(root, 'dist', 'cli.js') },
    keep: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.cases);
install();
build();
const cli = resolve(values.cli);
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-bench-gate-'));
const usageFile = join(scratch, 'usage.json');
const hook = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
   process.on('exit', () => writeFileSync(${JSON.stringify(usageFile)}, JSON.stringify(process.resourceUsage())));`,
)}`;

/** Runs a command; what it cost. */
function measure(args, expected) {
  const begun = performance.now();
  const done = spawnSync(process.execPath, ['--import', hook, cli, ...args], {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const passed = (performance.now() - begun) / 1000;
  if (!expected.includes(done.status)) {
    throw new Error(`kexcts ${args.join(' ')} ended with ${done.status}:\n${done.stderr}`);
  }
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usageFile, 'utf8'));
  return { passed, processor: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
}

function linesOf(path) {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** JSON with its members in order, as ids are made from; recipes hold neither fractions nor absent members. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** The first 16 characters of SHA-256 in base32. */
function caseId(recipe) {
  const digits = 'abcdefghijklmnopqrstuvwxyz234567';
  const bytes = createHash('sha256').update(canonical(recipe)).digest();
  const bits = [...bytes.subarray(0, 10)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: 16 }, (_, at) => digits[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join('');
}

/** The same case with another seed in each of its blocks. */
function variant(planned, number) {
  const recipe = JSON.parse(JSON.stringify(planned.recipe));
  for (const [index, step] of recipe.steps.entries()) {
    if (step.data?.form !== 'oaep') continue;
    const { seed } = step.data;
    const fresh = createHash('sha512').update(`${number} ${index} ${seed}`).digest('hex');
    step.data.seed = fresh.slice(0, seed.length);
  }
  return { ...planned, id: caseId(recipe), recipe };
}

const alike = ['encoding', 'message', 'size', 'errors', 'state', 'channel'];

function print(what, { passed, processor, megabytes }, note = '') {
  const times = [passed, processor].map((seconds) => `${seconds.toFixed(1).padStart(7)} s`);
  process.stdout.write(
    `${what.padEnd(26)} ${times.join('')} ${megabytes.toFixed(0).padStart(6)} MB  ${note}\n`,
  );
}

try {
  const adapter = ['--adapter', 'emulator:size-one-above'];
  measure(['run', ...adapter, '--out', 'base'], [1]);
  measure(['plan', '--out', 'base.ndjson'], [0]);
  const cases = linesOf(join(scratch, 'base.ndjson')).slice(1);
  const [header, ...records] = linesOf(join(scratch, 'base', 'observations.ndjson'));
  const observed = new Map(records.map((one) => [one.case, one]));
  const templates = cases.filter(
    ({ property, recipe }) =>
      alike.includes(property) && recipe.steps.some((step) => step.data?.form === 'oaep' && !step.data.until),
  );
  mkdirSync(join(scratch, 'regressions'));
  for (let number = 0; cases.length + number < wanted; number += 1) {
    const template = templates[number % templates.length];
    const { id, title, property, recipe, points } = variant(template, number);
    const file = { schema: 'kexcts-case/1', id, title, property, recipe, points };
    writeFileSync(join(scratch, 'regressions', `${id}.json`), JSON.stringify(file));
    observed.set(id, { ...observed.get(template.id), case: id });
  }
  print('plan', measure(['plan', '--out', 'plan.ndjson'], [0]));
  const [planHeader, ...planned] = linesOf(join(scratch, 'plan.ndjson'));
  const observe = (name, chosen, shard) => {
    const head = { ...header, suite: planHeader.suite, cases: planned.length, ...(shard ? { shard } : {}) };
    const lines = [head, ...chosen.map(({ id }) => observed.get(id))];
    writeFileSync(join(scratch, name), lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  };
  observe('whole.ndjson', planned);
  const judge = (observations, out) => {
    const cost = measure(
      ['judge', '--plan', 'plan.ndjson', '--observations', observations, '--out', out, '--report', 'json'],
      [1],
    );
    // Beside them, as in the folder of a run.
    linkSync(join(scratch, observations), join(scratch, out, 'observations.ndjson'));
    return cost;
  };
  const judged = judge('whole.ndjson', 'whole');
  const bytes = statSync(join(scratch, 'whole', 'verdicts.ndjson')).size;
  print('judge', judged, `${planned.length} verdicts, ${(bytes / 1e6).toFixed(0)} MB of them`);
  for (const format of ['json', 'junit', 'sarif', 'ctrf', 'markdown', 'html', 'ndjson']) {
    print(`merge of 1, ${format}`, measure(['merge', 'whole', '--out', format, '--report', format], [1]));
  }
  const shards = [1, 2, 3, 4].map((index) => {
    const shard = { index, count: 4 };
    const mine = planned.filter((_, at) => at % 4 === index - 1);
    observe(`shard-${index}.ndjson`, mine, shard);
    judge(`shard-${index}.ndjson`, `shard-${index}`);
    return `shard-${index}`;
  });
  print('merge of 4', measure(['merge', ...shards, '--out', 'merged'], [1]));
  if (
    readFileSync(join(scratch, 'merged', 'verdicts.ndjson'), 'utf8') !==
    readFileSync(join(scratch, 'whole', 'verdicts.ndjson'), 'utf8')
  ) {
    throw new Error('the merged verdicts are not those of the whole');
  }
  print('compare', measure(['compare', 'whole', 'merged'], [0]));
  print(
    'compare, html',
    measure(['compare', 'whole', 'merged', '--format', 'html', '--out', 'compared.html'], [0]),
  );
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(scratch, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(scratch, 'key.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  print('statement', measure(['statement', 'whole', '--key', 'key.pem'], [0]));
  print('statement verify', measure(['statement', 'verify', 'whole', '--key', 'key.pub.pem'], [0]));
  const entry = ['--reason', 'measured', '--owner', 'nobody', '--expires', '2099-12-31'];
  print(
    'baseline update',
    measure(['baseline', 'update', '--baseline', 'known.yaml', '--from', 'whole', ...entry], [0]),
  );
  print('baseline check', measure(['baseline', 'check', '--baseline', 'known.yaml', '--from', 'whole'], [0]));
} finally {
  if (values.keep) process.stdout.write(`kept: ${scratch}\n`);
  else rmSync(scratch, { recursive: true, force: true });
}
