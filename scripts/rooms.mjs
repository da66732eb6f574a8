// The rooms of src/, in the order of the flow, and who may import whom: the one list of it. `.dependency-cruiser.mjs` makes
// its rules of it. `node scripts/rooms.mjs` writes the table of ARCHITECTURE.md from it, `--check` compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Each room imports rooms that stand before it alone. `properties` lies beside src/. */
export const rooms = [
  {
    name: 'core',
    holds: 'names and numbers of Windows, the adapter protocol, files, errors, text that is safe to print',
    imports: [],
  },
  { name: 'generated', holds: 'made by the build: `spec/` and its schemas as modules', imports: [] },
  {
    name: 'emulator',
    holds: 'the reference implementation, its faults and variants; it decodes by itself',
    imports: ['core'],
  },
  {
    name: 'adapters',
    holds: 'ways to a driver: emulator, exec, module, ffi; processes and their supervision',
    imports: ['core', 'emulator'],
  },
  {
    name: '1-contract',
    holds: 'the contract: loading, how rules combine, its proof, its documents',
    imports: ['core', 'generated'],
  },
  {
    name: 'ciphertexts',
    holds:
      'what is encrypted for a certificate: made with chosen defects, opened again, and the certificates',
    imports: ['core', '1-contract'],
  },
  {
    name: 'steps',
    holds:
      'cases as data; one file for each call: its step, and how it is drafted, sent, followed, described in words',
    imports: ['core', '1-contract', 'ciphertexts'],
  },
  {
    name: '2-plan',
    holds: 'drafts of cases, tools of the generators, the plan',
    imports: ['core', '1-contract', 'ciphertexts', 'steps'],
  },
  {
    name: '3-observe',
    holds: 'the survey of a driver, and cases sent to it by several workers',
    imports: ['core', 'adapters', '1-contract', 'ciphertexts', 'steps'],
  },
  {
    name: '4-judge',
    holds: 'outcomes, state, verdicts, relations, the conclusion',
    imports: ['core', '1-contract', 'steps'],
  },
  {
    name: 'gate',
    holds: 'earlier runs read back and compared; baselines',
    imports: ['core', 'generated', '1-contract', 'steps', '2-plan', '4-judge'],
  },
  {
    name: '5-report',
    holds: 'one file for each format',
    imports: ['core', 'generated', '1-contract', 'ciphertexts', 'steps', '4-judge', 'gate'],
  },
  {
    name: 'doctor',
    holds: 'the walk through the protocol with an adapter',
    imports: ['core', 'emulator', 'adapters', 'ciphertexts', 'steps', '3-observe'],
  },
  {
    name: 'vectors',
    holds: 'test vectors: made, checked, read back, exported',
    imports: ['core', 'generated', 'emulator', '1-contract', 'ciphertexts', 'steps', '2-plan', '3-observe'],
  },
  {
    name: 'properties',
    holds: 'generators of cases, one file for each group of clauses',
    imports: ['core', '1-contract', 'ciphertexts', 'steps', '2-plan', 'vectors'],
  },
  {
    name: 'suite',
    holds: 'the steps put together: a run, its self-check, flaky cases, smaller cases, merging, statements',
    imports: [
      'core',
      'emulator',
      'adapters',
      '1-contract',
      'ciphertexts',
      'steps',
      '2-plan',
      '3-observe',
      '4-judge',
      'gate',
      '5-report',
      'properties',
    ],
  },
  {
    name: 'mutation',
    holds: 'faulty implementations and correct variants, and which cases and vectors find the faults',
    imports: [
      'core',
      'generated',
      'emulator',
      'adapters',
      '1-contract',
      'ciphertexts',
      'steps',
      '2-plan',
      '3-observe',
      '4-judge',
      '5-report',
      'vectors',
      'properties',
    ],
  },
  {
    name: 'cli',
    holds: 'commands and options, and how they are started',
    imports: [
      'core',
      'emulator',
      'adapters',
      '1-contract',
      'steps',
      '2-plan',
      '3-observe',
      '4-judge',
      'gate',
      '5-report',
      'doctor',
      'vectors',
      'properties',
      'suite',
      'mutation',
    ],
  },
];

/** The folder of a room, from the root of the repository. */
export const folderOf = (name) => (name === 'properties' ? 'properties' : `src/${name}`);

const root = join(import.meta.dirname, '..');
const [begin, end] = ['<!-- rooms -->', '<!-- /rooms -->'];

function table() {
  const rows = rooms.map(({ name, holds, imports }) => {
    const all = imports.length === rooms.findIndex((one) => one.name === name) && imports.length > 2;
    const may = all ? 'all above' : imports.map((one) => `\`${one}\``).join(', ') || '–';
    return `| \`${folderOf(name)}/\` | ${holds} | ${may} |`;
  });
  return ['| room | what it holds | may import |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The page with its table replaced by the one of this list. */
async function withTable(page) {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`ARCHITECTURE.md lacks ${begin} … ${end}`);
  const { format } = await import('prettier');
  return format(`${page.slice(0, from)}${begin}\n\n${table()}\n\n${page.slice(to)}`, {
    parser: 'markdown',
    printWidth: 110,
  });
}

/** What is wrong with the list itself, or with what lies in src/. */
function problems() {
  const names = rooms.map(({ name }) => name);
  const upwards = rooms.flatMap(({ name, imports }, at) =>
    imports
      .filter((one) => !names.slice(0, at).includes(one))
      .map((one) => `${name} imports ${one}, which does not stand before it`),
  );
  const loose = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() || !names.includes(entry.name))
    .map((entry) => `src/${entry.name} is no room of the list`);
  return [...upwards, ...loose];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'ARCHITECTURE.md');
  const page = readFileSync(file, 'utf8');
  const next = await withTable(page);
  const found = problems();
  if (process.argv.includes('--check')) {
    if (next !== page)
      found.push('the table of ARCHITECTURE.md is not that of scripts/rooms.mjs: run node scripts/rooms.mjs');
  } else writeFileSync(file, next);
  for (const one of found) process.stderr.write(`${one}\n`);
  if (found.length > 0) process.exitCode = 1;
}
