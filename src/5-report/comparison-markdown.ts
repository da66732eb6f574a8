// A comparison in GitHub-flavoured Markdown. Text nodes are escaped by mdast-util-to-markdown.
import type { PhrasingContent, RootContent, TableRow } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import { nameLimit } from './finding-text.ts';
import { count, firstOf } from './overall.ts';
import { plainText } from '../core/plain-text.ts';
import { isWorse, type CaseChange, type RunComparison } from '../gate/compare/compare-runs.ts';
import {
  changeGroups,
  clauseChangeLine,
  changedClauseGroups,
  countsLine,
  factsLine,
  sideLine,
} from './comparison-text.ts';

/** A comment on GitHub holds 65,536 characters: changes beyond these are counted. */
const shown = 25;

/** The comparison for a step summary or a comment. */
export function comparisonMarkdown(comparison: RunComparison): string {
  const children: RootContent[] = [
    heading(2, `${isWorse(comparison) ? '❌ worse' : '✅ not worse'}: ${countsLine(comparison)}`),
    {
      type: 'list',
      ordered: false,
      spread: false,
      children: [
        `A: ${factsLine(comparison.a)}`,
        `B: ${factsLine(comparison.b)}`,
        ...comparison.notes.map((note) => plainText(note, nameLimit)),
        ...clauseLines(comparison),
      ].map((line) => ({
        type: 'listItem',
        spread: false,
        children: [{ type: 'paragraph', children: [text(line)] }],
      })),
    },
  ];
  for (const [group, name] of changeGroups) {
    const changes = comparison[group];
    if (changes.length === 0) continue;
    children.push(heading(3, `${name} (${count(changes.length)})`), tableOf(changes.slice(0, shown)));
    const more = changes.length - shown;
    if (more > 0) children.push({ type: 'paragraph', children: [text(`and ${count(more)} more`)] });
  }
  return toMarkdown(
    { type: 'root', children },
    {
      bullet: '-',
      extensions: [gfmToMarkdown({ tablePipeAlign: false })],
      // GitHub's own additions: formulas and mentions.
      unsafe: [
        { character: '$', inConstruct: 'phrasing' },
        { character: '@', inConstruct: 'phrasing' },
      ],
    },
  );
}

/** Clauses that changed, one line for each direction. */
function clauseLines({ clauses }: RunComparison): string[] {
  return changedClauseGroups.flatMap(([group, name]) => {
    const changes = clauses[group].map(clauseChangeLine);
    return changes.length === 0 ? [] : [`clauses ${name}: ${firstOf(changes, shown)}`];
  });
}

function tableOf(changes: readonly CaseChange[]): RootContent {
  const head = row(['case', 'what', 'clauses', 'before', 'now'].map(text));
  const rows = changes.map(({ case: id, title, clauses, before, after }) =>
    row([
      { type: 'inlineCode', value: plainText(id, nameLimit) },
      text(plainText(title, nameLimit)),
      text(
        firstOf(
          clauses.map((clause) => plainText(clause, nameLimit)),
          4,
        ),
      ),
      text(sideLine(before)),
      text(sideLine(after)),
    ]),
  );
  return { type: 'table', children: [head, ...rows] };
}

function row(cells: readonly PhrasingContent[]): TableRow {
  return { type: 'tableRow', children: cells.map((cell) => ({ type: 'tableCell', children: [cell] })) };
}

function heading(depth: 2 | 3, value: string): RootContent {
  return { type: 'heading', depth, children: [text(value)] };
}

function text(value: string): PhrasingContent {
  return { type: 'text', value };
}
