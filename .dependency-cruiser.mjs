// Who may import whom. The rooms and their imports stand in scripts/rooms.mjs; each room has one rule, so every pair is covered.
import { folderOf, rooms } from './scripts/rooms.mjs';

const anyRoom = ['^src/', '^properties/'];
const tests = '\\.(test|test-support)\\.ts$|/fixtures?[-./]';
const inside = (names) => names.map((name) => `^${folderOf(name)}/`);

const forbidden = [
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'everything-resolves',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: ['^src/generated/', 'koffi'] },
  },
  ...rooms.map(({ name, imports }) => ({
    name: `imports-of-${name}`,
    severity: 'error',
    from: { path: `^${folderOf(name)}/`, pathNot: tests },
    to: { path: anyRoom, pathNot: inside([name, ...imports]) },
  })),
  {
    name: 'openers-are-independent',
    comment: 'What opens a ciphertext shares no code with what makes it.',
    severity: 'error',
    from: { path: '^src/ciphertexts/open/', pathNot: tests },
    to: { path: '^src/ciphertexts/make/' },
  },
  {
    name: 'judging-is-pure',
    comment: 'Judging is a function of contract, cases and observations.',
    severity: 'error',
    from: { path: '^src/4-judge/', pathNot: tests },
    to: { path: '^node:', dependencyTypes: ['core'] },
  },
  {
    name: 'tests-are-leaves',
    severity: 'error',
    from: { pathNot: '\\.(test|test-support)\\.ts$' },
    to: { path: '\\.test\\.ts$' },
  },
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
