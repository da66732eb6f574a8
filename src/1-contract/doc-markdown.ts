// `spec doc`: the clause table in Markdown, from the data alone.
import type { Spec } from './load.ts';
import type { Relation, Rule } from './model.ts';
import {
  citations,
  levelWords,
  outcomeLines,
  pointLines,
  type Citation,
  type ConditionLine,
} from './words.ts';

/** What stands beside a clause in the table; where a function is absent, so is its column. */
export interface Evidence {
  /** How many cases of the plan decide the clause. */
  readonly cases?: (id: string) => number;
  /** Names of the built-in faults that break the clause. */
  readonly faults?: (id: string) => readonly string[];
}

/** A clause as the table shows it. */
interface Row {
  readonly id: string;
  readonly level: string;
  readonly basis: string;
  readonly party: string;
  readonly statement: string;
  readonly derivation: string | undefined;
  readonly sources: readonly Citation[];
  readonly variables: readonly string[];
  readonly untestable: string | undefined;
  readonly restates: readonly string[];
  readonly cases: number | undefined;
  readonly faults: readonly string[] | undefined;
}

/** The clauses of one file of the contract. */
interface Area {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Areas in the order in which they are read; files that are not named here follow in theirs. */
const order = [
  'negotiate',
  'errors',
  'oaep',
  'memory',
  'state',
  'session',
  'refresh',
  'certificate',
  'key-exchange',
  'abi',
  'channel',
  'opm',
  'every-call',
  'relations',
];

const titles: Readonly<Record<string, string>> = {
  negotiate: 'The exchange',
  errors: 'Parameters, buffers and codes',
  oaep: 'The encoding and its message',
  memory: 'Memory',
  state: 'State',
  session: 'Sessions',
  refresh: 'Refresh, read-back and blits',
  certificate: 'Certificates',
  'key-exchange': 'Other key-exchange types, and threads',
  abi: 'Function tables and prototypes',
  channel: 'Authenticated channels',
  opm: 'Output Protection Manager',
  'every-call': 'Every call',
  relations: 'Relations between observations',
};

/** The clause table, by area. */
function areas({ contract, sources }: Spec, evidence: Evidence): Area[] {
  const byFile = new Map<string, Row[]>();
  for (const rule of [...contract.rules, ...contract.relations]) {
    const file = rule.at.file.replace(/\.json$/, '');
    const conditions =
      'kind' in rule
        ? [
            ...pointLines(contract, rule.call, rule.when),
            ...outcomeLines(contract, rule.call, rule.given ?? {}),
          ]
        : pointLines(contract, rule.call, rule.when);
    byFile.set(file, [
      ...(byFile.get(file) ?? []),
      {
        id: rule.id,
        level: rule.level,
        basis: rule.basis,
        party: rule.party,
        statement: rule.statement,
        derivation: rule.derivation,
        sources: citations(rule, sources),
        variables: [...conditions.map(lineWords), ...rightWords(contract, rule)],
        untestable: rule.untestable,
        restates: 'restates' in rule ? rule.restates : [],
        cases: isDecided(rule) ? evidence.cases?.(rule.id) : undefined,
        faults: isDecided(rule) ? evidence.faults?.(rule.id) : undefined,
      },
    ]);
  }
  const place = (file: string): number => (order.includes(file) ? order.indexOf(file) : order.length);
  return [...byFile]
    .sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
    .map(([file, rows]) => ({ title: titles[file] ?? file, rows }));
}

function isDecided(rule: Rule | Relation): boolean {
  return rule.party === 'driver' && rule.untestable === undefined;
}

function lineWords({ variable, values }: ConditionLine): string {
  return `${variable}: ${values}`;
}

function rightWords(contract: Spec['contract'], rule: Rule | Relation): string[] {
  if (!('kind' in rule)) return [`→ ${rule.observe} ${rule.relation}, within the ${rule.within}`];
  return outcomeLines(contract, rule.call, rule.allow).map((line) => `→ ${lineWords(line)}`);
}

/** What the levels mean, a sentence each. */
function legend(): string[] {
  return Object.entries(levelWords).map(([level, words]) => `${level}: ${words}.`);
}

/** Headings of the table's columns. */
function columnsOf(evidence: Evidence): string[] {
  return [
    'Clause',
    'Level',
    'Basis',
    'What it says',
    'Where it comes from',
    'Variables',
    ...evidenceColumns(evidence),
  ];
}

function evidenceColumns({ cases, faults }: Evidence): string[] {
  return [
    ...(cases === undefined ? [] : ['Cases']),
    ...(faults === undefined ? [] : ['Faults that break it']),
  ];
}

/** The last cells of a row: cases and faults, where they are known. */
function evidenceCells({ cases, faults }: Evidence, row: Row): string[] {
  return [
    ...(cases === undefined ? [] : [row.cases === undefined ? '–' : String(row.cases)]),
    ...(faults === undefined ? [] : [row.faults === undefined ? '–' : firstOf(row.faults)]),
  ];
}

/** Names that a cell shows; the rest is counted. */
const shown = 6;

/** The first of some names, and how many more there are. */
export function firstOf(names: readonly string[]): string {
  const more = names.length - shown;
  return more <= 0 ? names.join(', ') : `${names.slice(0, shown).join(', ')} and ${more} more`;
}

/** The statement, and what else must be said of the clause. */
function paragraphs({ statement, derivation, restates, untestable }: Row): string[] {
  return [
    statement,
    ...(derivation === undefined ? [] : [`Why: ${derivation}`]),
    ...(restates.length === 0 ? [] : [`Follows from ${restates.join(', ')}.`]),
    ...(untestable === undefined ? [] : [`Not tested: ${untestable}.`]),
  ];
}

/** What rests on it, and for whom. */
function basisText({ basis, party }: Row): string {
  return party === 'driver' ? basis : `${basis}, for the ${party}`;
}

/** Text as HTML has it. */
function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The clause table in Markdown, ended by a line break. */
export function clausesMarkdown(spec: Spec, evidence: Evidence = {}): string {
  const { contract } = spec;
  const columns = columnsOf(evidence);
  const lines = [
    '# Clauses of the contract',
    '',
    `Made from \`spec/\` by \`kexcts spec doc\`, contract ${contract.version}. Do not edit: change \`spec/contract/\` instead.`,
    '',
    ...legend().map((words) => `- ${words}`),
  ];
  const all = areas(spec, evidence);
  for (const { title, rows } of all) {
    lines.push('', `## ${title}`, '', markdownRow(columns), markdownRow(columns.map(() => '---')));
    for (const row of rows) {
      lines.push(
        markdownRow([
          `<a id="${row.id.toLowerCase()}"></a>${row.id}`,
          row.level,
          basisText(row),
          paragraphs(row).map(markdown).join('<br>'),
          row.sources.map(markdownSource).join('<br>'),
          row.variables.map(markdown).join('<br>'),
          ...evidenceCells(evidence, row).map(markdown),
        ]),
      );
    }
  }
  lines.push('', ...linkTargets(all.flatMap(({ rows }) => rows)));
  return `${lines.join('\n')}\n`;
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text that Markdown and the HTML in it leave as it is. */
function markdown(text: string): string {
  return html(text).replace(/[\\`*_{}[\]|#~]/g, '\\$&');
}

function markdownSource({ source, title, location, quote, url }: Citation): string {
  const name = url === undefined ? markdown(title) : `[${markdown(title)}][${source}]`;
  return `${name}, ${markdown(location)}${quote === undefined ? '' : `: “${markdown(quote)}”`}`;
}

/** Where the links of the table lead. */
function linkTargets(rows: readonly Row[]): string[] {
  const urls = new Map(rows.flatMap(({ sources }) => sources).map(({ source, url }) => [source, url]));
  return [...urls].sort().flatMap(([source, url]) => (url === undefined ? [] : [`[${source}]: ${url}`]));
}
