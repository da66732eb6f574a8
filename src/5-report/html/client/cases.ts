// Every planned case, one line each, drawn piece by piece.
import type { PageCase, PageData } from '../page-data.ts';
import { badge } from './badge.ts';
import { counted, el } from './dom.ts';
import type { Filter } from './filter.ts';
import { pagedList } from './paged-list.ts';

export interface CasesList {
  readonly element: HTMLElement;
  apply(filter: Filter): number;
}

export function casesList(data: PageData): CasesList {
  const { cases } = data;
  const levels = new Map(data.clauses.map((clause) => [clause.id, clause.level]));
  const found = new Set(data.findings.map((finding) => finding.case));
  const namesOf = (row: PageCase): string => row[5].map((clause) => cases.clauses[clause] ?? '').join(', ');
  const verdictOf = (row: PageCase) => cases.verdicts[row[2]] ?? 'error';
  // Made when first searched: most readers never do.
  let texts: readonly string[] | undefined;
  const textOf = (index: number): string => {
    texts ??= cases.rows.map((row) =>
      [
        row[0],
        row[1],
        verdictOf(row),
        cases.properties[row[3]],
        cases.kinds[row[4]],
        namesOf(row),
        cases.reasons[row[6]],
      ]
        .join(' ')
        .toLowerCase(),
    );
    return texts[index] ?? '';
  };

  const draw = (row: PageCase): HTMLElement => {
    const [id, title, , property, kind, , reason] = row;
    const named = row[5].length <= 3 ? namesOf(row) : counted(row[5].length, 'clause');
    const about = [cases.properties[property], cases.kinds[kind], named, cases.reasons[reason]].filter(
      Boolean,
    );
    return el(
      'div',
      { class: 'case' },
      el('p', { class: 'line' }, badge(verdictOf(row)), el('span', {}, title)),
      el(
        'p',
        { class: 'small' },
        found.has(id) ? el('a', { href: `#finding-${id}` }, id) : el('code', {}, id),
        ` · ${about.join(' · ')}`,
      ),
    );
  };
  const list = pagedList<PageCase>(100, 'No case matches.', draw);
  return {
    element: list.element,
    apply: (filter) => {
      const shown = cases.rows.filter((row, index) => {
        const level = levels.get(cases.clauses[row[5][0] ?? -1] ?? '');
        return filter.matches(verdictOf(row), level, filter.searching ? textOf(index) : '');
      });
      list.show(shown);
      return shown.length;
    },
  };
}
