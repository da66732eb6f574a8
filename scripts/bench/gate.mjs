// What the gate costs with many verdicts: for the whole process of each command the time that passes, that of the processor
// and the largest memory; formats are written of a finished run. It judges nothing; it prints.
//   node scripts/bench/gate.mjs [CASES]
// A run of level gate is made larger by regressions: its own cases with other seeds, each with the observation of the case
// that it was made from.
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, load, scratch } from './measure.mjs';

const wanted = Number(process.argv[2] ?? 50_000);
const { caseId } = await load('steps/case.ts');
const usageFile = join(scratch, 'usage.json');
const hook = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
   process.on('exit', () => writeFileSync(${JSON.stringify(usageFile)}, JSON.stringify(process.resourceUsage())));`,
)}`;

/** Runs a command, and prints what it cost. */
function measure(what, expected, args, note = '') {
  const begun = performance.now();
  const command = ['--import', hook, cli, ...args];
  const done = spawnSync(process.execPath, command, { cwd: scratch, encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = (performance.now() - begun) / 1000;
  if (done.status !== expected)
    throw new Error(`kexcts ${args.join(' ')} ended with ${done.status}:\n${done.stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usageFile, 'utf8'));
  const times = [seconds, (userCPUTime + systemCPUTime) / 1e6].map(
    (one) => `${one.toFixed(1).padStart(7)} s`,
  );
  process.stdout.write(
    `${what.padEnd(26)} ${times.join('')} ${(maxRSS / 1024).toFixed(0).padStart(6)} MB  ${note}\n`,
  );
}

const pathOf = (...names) => join(scratch, ...names);
const linesOf = (path) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The same case with another seed in each of its blocks. */
function withOtherSeeds(planned, number) {
  const recipe = JSON.parse(JSON.stringify(planned.recipe));
  for (const [index, step] of recipe.steps.entries()) {
    if (step.data?.form !== 'oaep') continue;
    const { seed } = step.data;
    step.data.seed = createHash('sha512')
      .update(`${number} ${index} ${seed}`)
      .digest('hex')
      .slice(0, seed.length);
  }
  return { ...planned, id: caseId(recipe), recipe };
}

const chosen = ['encoding', 'message', 'size', 'errors', 'state', 'channel'];
measure('run', 1, ['run', '--adapter', 'emulator:size-one-above', '--out', 'base']);
measure('plan of the same', 0, ['plan', '--out', 'base.ndjson']);
const cases = linesOf(pathOf('base.ndjson')).slice(1);
const [header, ...records] = linesOf(pathOf('base', 'observations.ndjson'));
const observed = new Map(records.map((one) => [one.case, one]));
const templates = cases.filter(
  ({ property, recipe }) =>
    chosen.includes(property) && recipe.steps.some((step) => step.data?.form === 'oaep' && !step.data.until),
);
mkdirSync(pathOf('regressions'));
for (let number = 0; cases.length + number < wanted; number += 1) {
  const template = templates[number % templates.length];
  const { id, title, property, recipe, points } = withOtherSeeds(template, number);
  const file = { schema: 'kexcts-case/1', id, title, property, recipe, points };
  writeFileSync(pathOf('regressions', `${id}.json`), JSON.stringify(file));
  observed.set(id, { ...observed.get(template.id), case: id });
}
measure('plan', 0, ['plan', '--out', 'plan.ndjson']);
const [planHeader, ...planned] = linesOf(pathOf('plan.ndjson'));

/** Judges some of the cases to a folder of its own, with their observations beside the verdicts as in the folder of a run. */
function judge(out, some, more) {
  const file = `${out}.ndjson`;
  const head = { ...header, suite: planHeader.suite, cases: planned.length, ...more };
  const lines = [head, ...some.map(({ id }) => observed.get(id))];
  writeFileSync(pathOf(file), lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const files = ['--plan', 'plan.ndjson', '--observations', file, '--out', out];
  measure(`judge ${out}`, 1, ['judge', ...files, '--report', 'json'], `${some.length} verdicts`);
  linkSync(pathOf(file), pathOf(out, 'observations.ndjson'));
}

judge('whole', planned);
const megabytes = statSync(pathOf('whole', 'verdicts.ndjson')).size / 1e6;
process.stdout.write(`verdicts.ndjson: ${megabytes.toFixed(0)} MB\n`);
for (const format of ['json', 'junit', 'sarif', 'ctrf', 'markdown', 'html', 'ndjson'])
  measure(`merge of 1, ${format}`, 1, ['merge', 'whole', '--out', format, '--report', format]);
const shards = [1, 2, 3, 4].map((index) => `shard-${index}`);
for (const [at, name] of shards.entries()) {
  const mine = planned.filter((_, index) => index % shards.length === at);
  judge(name, mine, { shard: { index: at + 1, count: shards.length } });
}
measure('merge of 4', 1, ['merge', ...shards, '--out', 'merged']);
measure('compare', 0, ['compare', 'whole', 'merged']);
measure('compare, html', 0, ['compare', 'whole', 'merged', '--format', 'html', '--out', 'compared.html']);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
writeFileSync(pathOf('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
writeFileSync(pathOf('key.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
measure('statement', 0, ['statement', 'whole', '--key', 'key.pem']);
measure('statement verify', 0, ['statement', 'verify', 'whole', '--key', 'key.pub.pem']);
const baseline = ['--baseline', 'known.yaml', '--from', 'whole'];
const entry = ['--reason', 'measured', '--owner', 'nobody', '--expires', '2099-12-31'];
measure('baseline update', 0, ['baseline', 'update', ...baseline, ...entry]);
measure('baseline check', 0, ['baseline', 'check', ...baseline]);
