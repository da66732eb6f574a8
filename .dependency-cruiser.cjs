// Who may import whom. The folders of src/ are rooms of one flow; imports run against it never.
const room = (name) => `^src/${name}/`;

const forbidden = [
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'everything-resolves',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: ['^src/generated/', 'koffi'] },
  },
  {
    name: 'emulator-is-independent',
    comment: 'The reference implementation decodes what the suite encodes: they share no code.',
    severity: 'error',
    from: { path: room('emulator'), pathNot: '\\.test\\.ts$' },
    to: {
      path: ['^src/oaep/', '^src/contract/', '^src/judge/', '^src/plan/', '^src/observe/', '^properties/'],
    },
  },
  {
    name: 'judge-knows-no-driver',
    comment: 'Judging is a pure function of contract, cases and observations.',
    severity: 'error',
    from: { path: room('judge'), pathNot: '\\.test\\.ts$' },
    to: { path: ['^src/(adapters|emulator|run|cli|canaries)/', '^node:'] },
  },
  {
    name: 'planning-needs-no-driver',
    severity: 'error',
    from: { path: ['^src/plan/', '^properties/'], pathNot: '\\.(test|test-support)\\.ts$' },
    to: { path: '^src/(adapters|emulator|observe|judge|report|run|cli|canaries|oaep|certificate)/' },
  },
  {
    name: 'contract-stands-alone',
    severity: 'error',
    from: { path: room('contract'), pathNot: '\\.test\\.ts$' },
    to: { path: '^src/(plan|observe|judge|report|adapters|emulator|run|cli|canaries|oaep|certificate)/' },
  },
  {
    name: 'only-the-command-line-sees-all',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/cli/' },
    to: { path: '^src/cli/' },
  },
  {
    name: 'reports-see-data-alone',
    severity: 'error',
    from: { path: room('report'), pathNot: '\\.test\\.ts$' },
    to: { path: '^src/(adapters|emulator|run|cli|canaries|observe/(?!observation|survey))' },
  },
  {
    name: 'tests-are-leaves',
    severity: 'error',
    from: { pathNot: '\\.(test|test-support)\\.ts$' },
    to: { path: '\\.test\\.ts$' },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
