// Words that are not used in this project, in code or in prose: private words and metaphors, for which the field has words of
// its own (docs/terms.md). Nothing else is checked: every other word is right. A part of a name counts (`twinRange`,
// `twin-range`); each form of a word is listed by itself.
const forbidden = ['culprit', 'innocent', 'innocents', 'victim'];

/** Files with a forbidden word that cannot change, each with the reason. */
const exceptions = [];

export default {
  version: '0.2',
  files: [
    'src/**',
    'properties/**',
    'scripts/**',
    'spec/**',
    'docs/**',
    'ci/**',
    '.ci/**',
    '*.{md,mjs,js,ts}',
  ],
  ignorePaths: [
    'src/generated/**',
    // The list itself.
    'cspell.config.mjs',
  ],
  flagWords: forbidden,
  unknownWords: 'report-flagged',
  // Words that are not reported count, too.
  maxNumberOfProblems: 100_000,
  maxDuplicateProblems: 100_000,
  overrides: exceptions,
  dictionaries: [],
  noConfigSearch: true,
  enableGlobDot: true,
};
