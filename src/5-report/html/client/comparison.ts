// What came out otherwise than in an earlier run.
import type { PageCaseChange, PageClauseChange, PageComparison } from '../page-data.ts';
import { badge } from './badge.ts';
import { count, counted, el } from './dom.ts';

/** Changes that are shown without being asked for. */
const openUpTo = 20;

export function comparison(found: PageComparison): HTMLElement {
  const [before, now] = found.runs;
  return el(
    'div',
    {},
    el(
      'dl',
      { class: 'parts runs' },
      el('div', {}, el('dt', {}, 'before'), el('dd', {}, before)),
      el('div', {}, el('dt', {}, 'now'), el('dd', {}, now)),
      el('div', {}, el('dt', {}, 'cases'), el('dd', {}, found.counts)),
      found.notes.length > 0 &&
        el('div', {}, el('dt', {}, 'note'), el('dd', {}, ...found.notes.map((note) => el('p', {}, note)))),
    ),
    ...found.clauses.flatMap(([title, changes]) =>
      changes.length === 0 ? [] : [group(`Clauses ${title}`, changes.length, changes.map(clauseRow), 0)],
    ),
    ...found.cases.flatMap(([title, changes, more]) =>
      changes.length === 0
        ? []
        : [group(`Cases ${title}`, changes.length + more, changes.map(caseRow), more)],
    ),
  );
}

function group(title: string, number: number, rows: readonly HTMLElement[], more: number): HTMLElement {
  return el(
    'details',
    { class: 'card', open: number <= openUpTo },
    el(
      'summary',
      {},
      el('span', { class: 'line' }, el('strong', {}, title)),
      el('span', { class: 'small' }, count(number)),
    ),
    el(
      'ul',
      { class: 'plain rows body' },
      ...rows,
      more > 0 &&
        el('li', { class: 'small' }, `${counted(more, 'further case')}: kexcts compare lists them.`),
    ),
  );
}

function clauseRow([id, before, after]: PageClauseChange): HTMLElement {
  const mark = (verdict: PageClauseChange[1]): HTMLElement =>
    verdict === 'absent' ? el('span', { class: 'badge none' }, verdict) : badge(verdict);
  return el(
    'li',
    { class: 'change' },
    el('a', { href: `#clause-${id}` }, id),
    mark(before),
    el('span', {}, '→'),
    mark(after),
  );
}

function caseRow({ case: id, title, clauses, before, after }: PageCaseChange): HTMLElement {
  return el(
    'li',
    {},
    el('p', {}, title),
    el('p', { class: 'small' }, el('code', {}, id), ` · ${clauses}`),
    el(
      'dl',
      { class: 'parts' },
      el('div', {}, el('dt', {}, 'before'), el('dd', {}, before)),
      el('div', {}, el('dt', {}, 'now'), el('dd', {}, after)),
    ),
  );
}
