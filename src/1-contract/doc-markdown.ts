// The clause table in Markdown.
import {
  areas,
  basisText,
  columnsOf,
  evidenceCells,
  html,
  legend,
  paragraphs,
  type Evidence,
  type Row,
} from './clause-rows.ts';
import type { Spec } from './load.ts';
import type { Citation } from './words.ts';

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
