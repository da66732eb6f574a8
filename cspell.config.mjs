// Words that are not used in this project, in code or in prose: private words and metaphors, for which the field has words of
// its own (docs/terms.md). Nothing else is checked: every other word is right. A part of a name counts (`mtTwin`, `twin-call`);
// each form of a word is listed by itself, with what to say instead.
import { readFileSync } from 'node:fs';

const forbidden = [
  'appraise->assess',
  'appraised->assessed',
  'bay->reference group',
  'bays->reference groups',
  'bench->driver session',
  'blame->fail',
  'blamed->failed',
  'blames->fails',
  'born->created',
  'buried->ended',
  'bury->end',
  'clings',
  'companion->preceding case',
  'companions->preceding cases',
  'company->preceding cases',
  'culprit->cause',
  'dead->ended',
  'death->termination',
  'deaths->terminations',
  'desk',
  'dies->ends',
  'dossier',
  'epitaph->exit reason',
  'guilty->wrong',
  'heeds->respects',
  'innocent->correct',
  'innocents->variants',
  'kin',
  'lane->worker',
  'lanes->workers',
  'luck->chance',
  'mortal',
  'patient->adapter under examination',
  'patiently',
  'remember->store',
  'remembered->cached',
  'remembering->caching',
  'remembers->caches',
  'reproach->problem',
  'reproaches->problems',
  'spoil->apply a defect',
  'spoiled->defective',
  'spoils->applies a defect',
  'strange->unexpected',
  'stranger->unrelated',
  'strangers->unrelated',
  'stray->unexpected',
  'strayed->diverged',
  'suspect->candidate',
  'suspects->candidates',
  'tell->report, distinguish',
  'telling->reporting',
  'tells->reports, distinguishes',
  'thrice->three times',
  'told->reported, returned',
  'twin->NegotiateCryptoSessionKeyExchangeMT',
  'twins',
  'victim',
  'whoever',
  'whomever',
  'workbench->fault runner',
  'yardstick->reference measure',
];

/** Names of faults and of correct variants are data: users and baselines have them. */
function namesIn(file) {
  return Object.values(JSON.parse(readFileSync(new URL(`spec/${file}`, import.meta.url), 'utf8')))
    .filter(Array.isArray)
    .flat()
    .flatMap(({ name }) => name ?? []);
}
const names = [...namesIn('faults.json'), ...namesIn('variants.json')].sort((a, b) => b.length - a.length);

/** What cannot change, in every file. */
const data = [
  new RegExp(`(?<![\\w-])(?:${names.join('|')})(?![\\w-])`, 'g'),
  // A member of verdicts.
  /\bcompany\b(?=\??:)|\.company\b|["`]company["`]/g,
  // The value of a recipe's member `key`, and defects named after it.
  /'stranger'|`stranger`|\bstranger(?=: unrelatedKey\()/g,
  // Labels that the bytes of cases are derived from.
  /'threads\/twin[^']*'/g,
  // Codes of problems of the contract.
  /\bSPEC_DEAD(?:_RELATION)?\b/g,
  // The benchmark's names.
  /\bnpm run bench\b|scripts\/bench\b|\bKEXCTS_BENCH_OUT\b/g,
];

/** Words that some files have to have, each with the reason. */
const exceptions = [
  // Statements and derivations of clauses are hashed; docs/clauses.md is made from them.
  { filename: ['spec/contract/**', 'docs/clauses.md'], ignoreWords: ['tell', 'tells', 'told', 'twin'] },
  // These texts are in the vectors, which stay as they are.
  { filename: ['src/vectors/notes.ts', 'src/vectors/sets/opm.ts'], ignoreWords: ['told', 'whoever'] },
  // The text of a finding, with the recipe's value in it.
  { filename: 'src/5-report/block-drawing.test.ts', ignoreWords: ['stranger'] },
  // The name of the format.
  { filename: 'src/suite/statement/dsse.ts', ignoreWords: ['dead'] },
  // Benchmarks.
  { filename: ['scripts/bench/**', 'package.json'], ignoreWords: ['bench'] },
];

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
  ignoreRegExpList: data,
  overrides: exceptions,
  unknownWords: 'report-flagged',
  // Words that are not reported count, too.
  maxNumberOfProblems: 100_000,
  maxDuplicateProblems: 100_000,
  dictionaries: [],
  noConfigSearch: true,
  enableGlobDot: true,
};
