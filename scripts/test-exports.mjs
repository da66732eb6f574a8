// Exports the vectors to each language, builds and runs the programs for real, and sees each fail where one vector is altered.
// What a missing tool makes impossible is left out and said so; where CI is set, nothing may be left out.
//   node scripts/test-exports.mjs [LANGUAGE …]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './steps.mjs';

const cli = process.env.KEXCTS_CLI ?? join(root, 'dist', 'cli.js');
const python = process.platform === 'win32' ? 'python' : 'python3';

/** Each: tools that must be there, what formats and builds, what runs, and the file that holds the vectors. */
const languages = {
  c: {
    tools: [['make'], ['cc']],
    needs: 'make, gcc, libssl-dev (apt)',
    format: [['clang-format', '--style=LLVM', '--dry-run', '-Werror', 'test_vectors.c', 'vectors.h']],
    run: ['make', '-s', 'test'],
    data: 'vectors.c',
  },
  cpp: {
    tools: [['make'], ['c++'], ['pkg-config', '--exists', 'botan-3', '||', 'botan-2']],
    needs: 'make, g++, pkg-config, libbotan-2-dev or libbotan-3-dev (apt)',
    format: [['clang-format', '--style=LLVM', '--dry-run', '-Werror', 'test_vectors.cpp', 'vectors.hpp']],
    run: ['make', '-s', 'test'],
    data: 'vectors.cpp',
  },
  python: {
    tools: [[python, '-c', 'import pytest, cryptography, Crypto']],
    needs: 'pytest, cryptography, pycryptodome (pip)',
    format: [['black', '--check', '-q', 'test_vectors.py']],
    run: [python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
    data: 'vectors.json',
  },
  rust: {
    tools: [
      ['cargo', '--version'],
      ['rustfmt', '--version'],
    ],
    needs: 'cargo, rustfmt (rustup); crates rsa, sha1, sha2, hex',
    format: [['rustfmt', '--check', '--edition', '2021', 'tests/known_answers/main.rs', 'src/lib.rs']],
    run: ['cargo', 'test', '-q'],
    data: 'tests/known_answers/vectors.rs',
    environment: { RUSTFLAGS: '-D warnings' },
  },
  go: {
    tools: [['go', 'version']],
    needs: 'go',
    format: [['go', 'vet', '.']],
    unformatted: ['gofmt', '-l', '.'],
    run: ['go', 'test', '.'],
    data: 'testdata/vectors.json',
  },
  java: {
    tools: [
      ['java', '-version'],
      ['mvn', '-v'],
    ],
    needs: 'a JDK of 17 or later, maven (apt); Maven fetches JUnit and Bouncy Castle',
    format: [],
    run: ['mvn', '-q', '-B', 'test'],
    data: 'src/test/resources/vectors.csv',
  },
  javascript: {
    tools: [['node', '--version']],
    needs: 'node',
    format: [],
    run: ['node', '--test'],
    data: 'vectors.json',
  },
  csharp: {
    tools: [['mcs', '--version']],
    needs: 'mono-mcs (apt)',
    format: [],
    run: [
      'mcs',
      '-langversion:7',
      '-warnaserror+',
      '-warn:4',
      '-out:vectors.exe',
      'DerReader.cs',
      'KnownAnswers.cs',
      'Program.cs',
      'Vector.cs',
    ],
    compiledOnly: true,
    data: 'KnownAnswers.cs',
  },
};

function start([program, ...args], cwd, environment = {}) {
  return spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
  });
}

function isThere([program, ...args]) {
  const alternatives = args.join(' ').split(' || ');
  if (alternatives.length > 1) {
    const [first, second] = alternatives;
    const head = first.split(' ').slice(0, -1);
    return [first.split(' '), [...head, second]].some((list) => start([program, ...list]).status === 0);
  }
  const asked = start([program, ...(args.length === 0 ? ['--version'] : args)]);
  return asked.error === undefined && asked.status === 0;
}

/** Changes the key of one valid vector in the file of data; returns what it was, and the text of before. */
function alter(path, { key }) {
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(key);
  if (at < 0) throw new Error(`the key ${key} does not stand in ${path}`);
  const wrong = `${key[0] === '0' ? '1' : '0'}${key.slice(1)}`;
  writeFileSync(path, text.slice(0, at) + wrong + text.slice(at + key.length));
  return text;
}

/** A vector of which no other one has the key. */
function chosenVector() {
  const file = JSON.parse(readFileSync(join(root, 'vectors', 'crypto-session-opm-sha512.json'), 'utf8'));
  const { tcId, key, comment } = file.testGroups[0].tests.find((one) => one.flags.includes('Normal'));
  return { id: `${file.name} tcId ${tcId}`, key, comment };
}

const failures = [];
const leftOut = [];
let passed = 0;

function expectThat(holds, what, output = '') {
  if (holds) {
    passed += 1;
    return;
  }
  failures.push(what);
  process.stdout.write(`FAILED: ${what}\n${output.slice(-3000)}\n`);
}

function check(language, folder) {
  const { format, unformatted, run, data, environment, compiledOnly } = languages[language];
  const started = performance.now();
  const failedBefore = failures.length;
  const made = start(
    [process.execPath, cli, 'vectors', 'export', '--language', language, '--out', folder],
    root,
  );
  expectThat(made.status === 0, `${language}: export`, made.stdout + made.stderr);
  if (made.status !== 0) return;
  for (const command of format) {
    if (!isThere([command[0], '--version']) && command[0] !== 'go') {
      leftOut.push(`${language}: ${command[0]} is not there, so the format is not looked at`);
      continue;
    }
    const done = start(command, folder);
    expectThat(done.status === 0, `${language}: ${command.slice(0, 2).join(' ')}`, done.stdout + done.stderr);
  }
  if (unformatted !== undefined) {
    const done = start(unformatted, folder);
    expectThat(done.status === 0 && done.stdout === '', `${language}: ${unformatted.join(' ')}`, done.stdout);
  }
  const right = start(run, folder, environment);
  expectThat(
    right.status === 0,
    `${language}: ${compiledOnly ? 'compiled' : 'run'}`,
    right.stdout + right.stderr,
  );
  if (compiledOnly !== true) {
    const chosen = chosenVector();
    const path = join(folder, data);
    const before = alter(path, chosen);
    const wrong = start(run, folder, environment);
    const output = wrong.stdout + wrong.stderr;
    expectThat(wrong.status !== 0, `${language}: an altered vector fails`, output);
    expectThat(
      // Go's tests have names without blanks.
      output.includes(chosen.comment) && output.replaceAll('_', ' ').includes(chosen.id),
      `${language}: the altered vector is named`,
      output,
    );
    writeFileSync(path, before);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const held = compiledOnly ? 'compiled, not run' : 'passes, and fails where one vector is altered';
  const how = failures.length > failedBefore ? 'FAILED, see above' : held;
  process.stdout.write(`${language.padEnd(11)} ${how}  ${seconds} s\n`);
}

/** Runs all that are asked for. */
export function testExports(asked = Object.keys(languages)) {
  const scratch = mkdtempSync(join(tmpdir(), 'kexcts-exports-'));
  try {
    for (const language of asked) {
      const { tools, needs } = languages[language];
      if (!tools.every(isThere)) leftOut.push(`${language}: needs ${needs}`);
      else check(language, join(scratch, language));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { passed, failed: failures.length, leftOut };
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
  const result = testExports(asked.length === 0 ? undefined : asked);
  for (const what of result.leftOut) process.stdout.write(`left out: ${what}\n`);
  const missing = process.env.CI ? result.leftOut.length : 0;
  process.stdout.write(`\nexports: ${result.passed} passed, ${result.failed + missing} failed\n`);
  process.exitCode = result.failed + missing === 0 ? 0 : 1;
}
