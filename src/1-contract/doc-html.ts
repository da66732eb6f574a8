// The clause table as an HTML page.
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

/** The clause table as one HTML page without scripts, ended by a line break. */
export function clausesHtml(spec: Spec, evidence: Evidence = {}): string {
  const { contract } = spec;
  const columns = columnsOf(evidence);
  const body = areas(spec, evidence).flatMap(({ title, rows }) => [
    `<h2>${html(title)}</h2>`,
    '<table>',
    `<thead><tr>${columns.map((column) => `<th scope="col">${html(column)}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => htmlRow(row, evidence)),
    '</tbody>',
    '</table>',
  ]);
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Clauses of the contract</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<h1>Clauses of the contract</h1>',
    `<p>Contract ${html(contract.version)}, <code>${html(contract.hash)}</code>.</p>`,
    `<ul>${legend()
      .map((words) => `<li>${html(words)}</li>`)
      .join('')}</ul>`,
    ...body,
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

const style = [
  'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:110rem;padding:0 1rem;color:#1b1b1b;background:#fff}',
  'table{border-collapse:collapse;width:100%;margin-bottom:2rem}',
  'th,td{border:1px solid #c4c4c4;padding:.4rem .6rem;text-align:left;vertical-align:top}',
  'th{background:#eee}',
  'td p{margin:0 0 .4rem}',
  '.id{font-family:ui-monospace,monospace;white-space:nowrap}',
  'tr:target{background:#fff3c4}',
].join('');

function htmlRow(row: Row, evidence: Evidence): string {
  const cell = (content: string): string => `<td>${content}</td>`;
  const lines = (texts: readonly string[]): string => texts.map((text) => `<p>${text}</p>`).join('');
  const id = row.id.toLowerCase();
  return [
    `<tr id="${html(id)}"><th scope="row" class="id"><a href="#${html(id)}">${html(row.id)}</a></th>`,
    cell(html(row.level)),
    cell(html(basisText(row))),
    cell(lines(paragraphs(row).map(html))),
    cell(lines(row.sources.map(htmlSource))),
    cell(lines(row.variables.map(html))),
    ...evidenceCells(evidence, row).map((text) => cell(html(text))),
    '</tr>',
  ].join('');
}

function htmlSource({ title, location, quote, url }: Citation): string {
  const name = url === undefined ? html(title) : `<a href="${html(url)}">${html(title)}</a>`;
  return `${name}, ${html(location)}${quote === undefined ? '' : `: <q>${html(quote)}</q>`}`;
}
