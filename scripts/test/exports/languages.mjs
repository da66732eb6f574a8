// How the program of each language is formatted, looked at, built and run, and how it names what failed.
import { join } from 'node:path';
import { javaFormatter } from '../../install-tools.mjs';
import { root } from '../../steps.mjs';

const python = process.platform === 'win32' ? 'python' : 'python3';
const clangFormat = (...files) => ['clang-format', '--style=LLVM', '--dry-run', '-Werror', ...files];
const cWarnings = '-O1 -Wpedantic -Wshadow -Wconversion';

/**
 * Of each language:
 * - `tools`: command lines of which each must succeed, or (in a list within) one; `needs` says what has them;
 * - `looks`: command lines that must succeed and print nothing: formatters, and compilers' and linters' warnings;
 * - `run`: command lines that build and run the program; the last one runs it;
 * - `again`: the same for other data, where less will do;
 * - `decoders`: the libraries that each vector is tried with;
 * - `failed`: what a line says that names a vector which failed: its id, and the decoder where there are several;
 * - `only`, `disagrees`: the one profile that can be run here, and vectors of which the library is known to be wrong.
 */
export const languages = {
  java: {
    tools: [
      ['javac', '-version'],
      ['mvn', '-v'],
      ['java', '-jar', javaFormatter, '--version'],
    ],
    needs: 'a JDK of 17 or later, maven (apt), and node scripts/install-tools.mjs',
    looks: [
      [
        'java',
        '-jar',
        javaFormatter,
        '--dry-run',
        '--set-exit-if-changed',
        'src/test/java/kexcts/VectorsTest.java',
      ],
    ],
    run: [['mvn', '-q', '-B', '-DargLine=-XX:+UseSerialGC', 'test']],
    again: [['mvn', '-q', '-B', '-o', '-DargLine=-XX:+UseSerialGC', 'test']],
    environment: { MAVEN_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' },
    decoders: ['jdk', 'bouncyCastle'],
    failed: /^\[ERROR\] +VectorsTest\.(?<decoder>\w+):\S+ [a-z ]+: (?<id>[\w-]+ tcId \d+): /gm,
  },
  rust: {
    tools: [
      ['cargo', '--version'],
      ['rustfmt', '--version'],
      ['clippy-driver', '--version'],
    ],
    needs: 'cargo, with clippy and rustfmt (rustup)',
    looks: [['rustfmt', '--check', '--edition', '2021', 'tests/known_answers/main.rs', 'src/lib.rs']],
    run: [['cargo', 'test', '-q']],
    // Clippy compiles what is tested, so that nothing is compiled twice.
    environment: {
      RUSTFLAGS: '-D warnings',
      RUSTC_WORKSPACE_WRAPPER: 'clippy-driver',
      CARGO_INCREMENTAL: '0',
      // What the program depends on is compiled once.
      CARGO_TARGET_DIR: join(root, 'build', 'tools', 'rust'),
    },
    decoders: [''],
    failed: /^(?<id>[\w-]+ tcId \d+): /gm,
  },
  python: {
    tools: [
      [python, '-c', 'import pytest, cryptography, Crypto'],
      ['black', '--version'],
    ],
    needs: 'node scripts/install-tools.mjs',
    looks: [['black', '--check', '-q', 'test_vectors.py']],
    run: [[python, '-W', 'error', '-m', 'pytest', '-q', '--tb=line', '-p', 'no:cacheprovider']],
    decoders: ['cryptography', 'pycryptodome'],
    failed: /^FAILED \S+::test_vector\[(?<id>[\w-]+ tcId \d+)-(?<decoder>\w+)\]/gm,
  },
  cpp: {
    tools: [
      ['make', '--version'],
      ['c++', '--version'],
      [
        ['pkg-config', '--exists', 'botan-3'],
        ['pkg-config', '--exists', 'botan-2'],
      ],
      ['clang-format', '--version'],
    ],
    needs:
      'make, g++, pkg-config, libbotan-2-dev or libbotan-3-dev (apt), and node scripts/install-tools.mjs',
    looks: [
      clangFormat('test_vectors.cpp', 'vectors.hpp'),
      ['make', '-s', 'test_vectors', `CXXFLAGS=${cWarnings} -Wold-style-cast`],
    ],
    run: [['make', '-s', 'test']],
    decoders: [''],
    failed: /^not ok \d+ - (?<id>[\w-]+ tcId \d+): /gm,
  },
  go: {
    tools: [
      ['go', 'version'],
      ['gofmt', '-h'],
    ],
    needs: 'go',
    looks: [
      ['gofmt', '-l', '.'],
      ['go', 'vet', '.'],
    ],
    run: [['go', 'test', '.']],
    environment: { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' },
    decoders: [''],
    failed: /^ +--- FAIL: TestVectors\/(?<id>[\w-]+_tcId_\d+) /gm,
  },
  c: {
    tools: [
      ['make', '--version'],
      ['cc', '--version'],
      ['clang-format', '--version'],
    ],
    needs: 'make, gcc, libssl-dev (apt), and node scripts/install-tools.mjs',
    looks: [
      clangFormat('test_vectors.c', 'vectors.h'),
      ['make', '-s', 'test_vectors', `CFLAGS=${cWarnings} -Wstrict-prototypes -Wmissing-prototypes`],
    ],
    run: [['make', '-s', 'test']],
    decoders: [''],
    failed: /^not ok \d+ - (?<id>[\w-]+ tcId \d+): /gm,
  },
  javascript: {
    tools: [['node', '--version']],
    needs: 'node',
    // Formatted as this project is: `npm run format:check` looks at it where it lies.
    looks: [],
    run: [['node', '--test', '--test-reporter=tap']],
    decoders: [''],
    failed: /^ *not ok \d+ - (?<id>[\w-]+ tcId \d+): /gm,
  },
  csharp: {
    tools: [
      ['mcs', '--version'],
      ['mono', '--version'],
    ],
    needs: 'mono-mcs (apt)',
    looks: [],
    run: [
      [
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
      ['mono', 'vectors.exe'],
    ],
    decoders: [''],
    failed: /^(?<id>[\w-]+ tcId \d+): /gm,
    // Mono knows OAEP with SHA-1 alone, and gets these wrong; docs/vectors.md says how.
    only: 'oaep-sha1',
    disagrees: ['crypto-session-oaep-sha1 tcId 102', 'crypto-session-oaep-sha1 tcId 171'],
    label: 'on Mono, oaep-sha1 alone; not run on .NET',
  },
};
