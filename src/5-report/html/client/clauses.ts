// Clauses by group: level, basis, verdict; when opened, what it says, how it follows, and the words it rests on.
import type { Quote } from '../../input.ts';
import type { PageClause, PageData } from '../page-data.ts';
import { badge } from './badge.ts';
import { count, el } from './dom.ts';
import type { Filter } from './filter.ts';

export interface ClausesList {
  readonly element: HTMLElement;
  apply(filter: Filter): number;
}

export function clausesList(data: PageData): ClausesList {
  const groups = new Map<string, PageClause[]>();
  for (const clause of data.clauses) groups.set(clause.group, [...(groups.get(clause.group) ?? []), clause]);
  const none = el('p', { class: 'nothing' }, 'No clause matches.');
  const drawn = [...groups].map(([title, clauses]) => {
    const rows = clauses.map((clause) => ({
      clause,
      row: el('li', {}, clauseCard(clause)),
      text: textOf(clause),
    }));
    const section = el(
      'section',
      { 'aria-label': title },
      el('h3', {}, title),
      el('ul', { class: 'plain' }, ...rows.map(({ row }) => row)),
    );
    return { section, rows };
  });
  return {
    element: el('div', {}, ...drawn.map(({ section }) => section), none),
    apply: (filter) => {
      let matching = 0;
      for (const { section, rows } of drawn) {
        let inGroup = 0;
        for (const { clause, row, text } of rows) {
          row.hidden = !filter.matches(clause.verdict, clause.level, text);
          if (!row.hidden) inGroup += 1;
        }
        section.hidden = inGroup === 0;
        matching += inGroup;
      }
      none.hidden = matching > 0;
      return matching;
    },
  };
}

function textOf(clause: PageClause): string {
  const quotes = clause.quotes.map((quote) => `${quote.title} ${quote.quote ?? ''}`);
  return [
    clause.id,
    clause.level,
    clause.basis,
    clause.verdict,
    clause.statement ?? '',
    clause.reason ?? '',
    clause.at ?? '',
    ...quotes,
  ]
    .join(' ')
    .toLowerCase();
}

function clauseCard(clause: PageClause): HTMLElement {
  const card = el(
    'details',
    { class: 'card clause', id: `clause-${clause.id}` },
    el(
      'summary',
      {},
      el(
        'span',
        { class: 'line' },
        badge(clause.verdict),
        el('strong', {}, clause.id),
        el('span', {}, clause.statement ?? ''),
      ),
      el(
        'span',
        { class: 'small' },
        `${clause.level} · ${clause.basis} · ${count(clause.cases)} ${clause.cases === 1 ? 'case' : 'cases'}`,
      ),
    ),
  );
  card.addEventListener('toggle', () => {
    if (card.open && card.childElementCount === 1) card.append(body(clause));
  });
  return card;
}

function body(clause: PageClause): HTMLElement {
  return el(
    'div',
    { class: 'body' },
    clause.reason !== undefined && el('p', {}, `Not decided: ${clause.reason}`),
    clause.derivation !== undefined &&
      el('p', {}, `${clause.basis === 'open' ? 'What is open' : 'How it follows'}: ${clause.derivation}`),
    ...clause.quotes.map(source),
    clause.needs.length > 0 && el('p', { class: 'small' }, `To see it takes: ${clause.needs.join(', ')}`),
    clause.at !== undefined && el('p', { class: 'small' }, el('code', {}, clause.at)),
  );
}

function source({ title, where, quote, url }: Quote): HTMLElement {
  const name = where === undefined ? title : `${title}, ${where}`;
  return el(
    'figure',
    { class: 'source' },
    quote !== undefined && el('blockquote', {}, quote),
    el('figcaption', {}, url === undefined ? name : el('a', { href: url, rel: 'noreferrer' }, name)),
  );
}
