// A summary in GitHub-flavoured Markdown, for a step summary or a comment. Text nodes are escaped by mdast-util-to-markdown.
import type { BlockContent, DefinitionContent, List, PhrasingContent, Root, Table, TableRow } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { clauseFile, clauseGroups, clausesById } from '../4-judge/clause-group.ts';
import { clausesAtIssue, fourParts, mostImportantFirst, nameLimit, oneLine } from './finding-text.ts';
import type { ReportInput } from './input.ts';
import { blindToWords, keyOracleWords } from './key-oracle-words.ts';
import { count, counted, countOrder, firstOf, verdictLine, whyOverall } from './overall.ts';
import { plainText } from '../core/plain-text.ts';
import { runFacts } from './run-facts.ts';
import { isFinding } from '../4-judge/standing.ts';
import { undecided } from './undecided.ts';

/** A step summary of GitHub holds a mebibyte: findings beyond these are counted. */
const findingLimit = 50;

type Content = BlockContent | DefinitionContent;

const marks: Readonly<Record<string, string>> = {
  conforms: '✅',
  'does-not-conform': '❌',
  'not-applicable': '➖',
  incomplete: '⚠️',
};

/** The text of summary.md. */
export function formatMarkdown(input: ReportInput): string {
  const { report } = input;
  const inOrder = clauseGroups(report.clauses).flatMap((group) => group.clauses);
  const children: Content[] = [
    heading(2, `${marks[report.summary.verdict] ?? ''} kexcts: ${verdictLine(input)}`),
    list(whyOverall(input).map((line) => [text(line)])),
    table(
      ['cases', ...countOrder].map((name) => [text(name)]),
      [[text(count(report.summary.cases)), ...countOrder.map((name) => text(count(report.summary[name])))]],
    ),
    ...findings(input),
    heading(3, 'Clauses'),
    table(
      ['clause', 'level', 'basis', 'verdict', 'cases'].map((name) => [text(name)]),
      inOrder.map((clause) => [
        code(clause.id),
        text(clause.level),
        text(clause.basis),
        isFinding(clause.verdict) ? strong(clause.verdict) : text(clause.verdict),
        text(count(clause.cases)),
      ]),
    ),
    ...notDecided(input),
    heading(3, 'What this run could see'),
    list([
      ...keyOracleWords(report).map((line) => [text(`The key in force was seen by ${line}`)]),
      ...blindToWords(report).map((line) => [
        text(`It would not have caught an implementation that is: ${line}`),
      ]),
    ]),
    heading(3, 'Run'),
    table(
      [[text('')], [text('')]],
      runFacts(report).map(([name, value]) => [text(name), code(value)]),
    ),
  ];
  const root: Root = { type: 'root', children };
  return toMarkdown(root, {
    bullet: '-',
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    // GitHub's own additions: formulas and mentions.
    unsafe: [
      { character: '$', inConstruct: 'phrasing' },
      { character: '@', inConstruct: 'phrasing' },
    ],
  });
}

function text(value: string): PhrasingContent {
  return { type: 'text', value };
}

function code(value: string): PhrasingContent {
  return { type: 'inlineCode', value };
}

function strong(value: string): PhrasingContent {
  return { type: 'strong', children: [text(value)] };
}

function heading(depth: 2 | 3 | 4, title: string): Content {
  return { type: 'heading', depth, children: [text(title)] };
}

function list(items: readonly PhrasingContent[][]): List {
  return {
    type: 'list',
    spread: false,
    children: items.map((children) => ({
      type: 'listItem',
      spread: false,
      children: [{ type: 'paragraph', children }],
    })),
  };
}

function row(cells: readonly PhrasingContent[][]): TableRow {
  return { type: 'tableRow', children: cells.map((children) => ({ type: 'tableCell', children })) };
}

function table(head: readonly PhrasingContent[][], body: readonly (readonly PhrasingContent[])[]): Table {
  return { type: 'table', children: [row(head), ...body.map((cells) => row(cells.map((cell) => [cell])))] };
}

function findings(input: ReportInput): Content[] {
  const all = input.report.findings.filter((finding) => isFinding(finding.verdict));
  if (all.length === 0) return [];
  const clauses = clausesById(input.contract);
  const shown = mostImportantFirst(all).slice(0, findingLimit);
  const rest = all.length - shown.length;
  return [
    heading(3, counted(all.length, 'finding')),
    ...shown.flatMap((finding) => oneFinding(finding, clauses)),
    ...(rest === 0 ? [] : [paragraph([text(`… and ${count(rest)} more; see report.json`)])]),
  ];
}

function paragraph(children: PhrasingContent[]): Content {
  return { type: 'paragraph', children };
}

function oneFinding(finding: CaseVerdict, clauses: ReturnType<typeof clausesById>): Content[] {
  const ids = clausesAtIssue(finding);
  const clause = clauses.get(ids[0] ?? '');
  const parts = fourParts(finding);
  const where =
    clause === undefined
      ? ''
      : ` (${clause.level}, ${clause.basis}; ${clauseFile(clause)}:${clause.at.line})`;
  const accepted =
    finding.baseline === undefined
      ? ''
      : `; accepted by the baseline: ${plainText(finding.baseline, nameLimit)}`;
  return [
    paragraph([
      strong(finding.verdict.toUpperCase()),
      text(` ${firstOf(ids, 3)}${where}: ${plainText(finding.title, nameLimit)}${accepted}`),
    ]),
    list([
      [text(`expected: ${oneLine(parts.expected)}`)],
      [text(`got: ${oneLine(parts.got)}`)],
      [text(`sent: ${oneLine(parts.sent)}`)],
      [text('repeat: '), code(parts.repeat)],
    ]),
  ];
}

function notDecided(input: ReportInput): Content[] {
  const reasons = undecided(input.verdicts);
  if (reasons.length === 0) return [];
  return [
    heading(3, 'Not decided'),
    list(
      reasons.map((reason) => {
        const clauses = reason.clauses.length === 0 ? '' : `: ${firstOf(reason.clauses, 12)}`;
        return [text(`${reason.verdict}: ${reason.reason} (${counted(reason.cases, 'case')}${clauses})`)];
      }),
    ),
  ];
}
