// Draws the page from the data embedded in it.
import type { PageData } from '../page-data.ts';
import { casesList } from './cases.ts';
import { clausesList } from './clauses.ts';
import { coverage } from './coverage.ts';
import { count, counted, el } from './dom.ts';
import { comparison, runFactsSection, sight, undecidedList } from './facts.ts';
import { filterBar } from './filter.ts';
import { findingsList } from './findings.ts';
import { overview } from './overview.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;

const findings = findingsList(data);
const clauses = clausesList(data);
const cases = casesList(data);
const filter = filterBar(data, apply);

function apply(): void {
  const found = findings.apply(filter);
  const rules = clauses.apply(filter);
  const planned = cases.apply(filter);
  filter.tell(`${counted(found, 'finding')}, ${counted(rules, 'clause')}, ${counted(planned, 'case')} shown`);
}

const sections: readonly (readonly [
  id: string,
  title: string,
  number: number | undefined,
  content: HTMLElement,
])[] = [
  ['findings', 'Findings', data.findings.length + data.findingsLeftOut, findings.element],
  ...(data.comparison === undefined
    ? []
    : [['comparison', 'Compared with an earlier report', undefined, comparison(data.comparison)] as const]),
  ['clauses', 'Clauses', data.clauses.length, clauses.element],
  ['undecided', 'Not decided', data.undecided.length, undecidedList(data)],
  ['sight', 'What this run could see', undefined, sight(data)],
  ['coverage', 'Coverage', undefined, coverage(data.coverage)],
  ['cases', 'Cases', data.cases.rows.length, cases.element],
  ['run', 'Run and environment', undefined, runFactsSection(data)],
];

if (data.findingsLeftOut > 0) {
  findings.element.append(
    el(
      'p',
      { class: 'nothing' },
      `${counted(data.findingsLeftOut, 'further finding')}: see report.json and verdicts.ndjson.`,
    ),
  );
}

document.body.append(
  el('a', { class: 'skip', href: '#main' }, 'Skip to the findings'),
  overview(data),
  el(
    'nav',
    { 'aria-label': 'Sections' },
    ...sections.map(([id, title, number]) =>
      el(
        'a',
        { href: `#${id}` },
        title,
        number !== undefined && el('span', { class: 'number' }, ` ${count(number)}`),
      ),
    ),
  ),
  el(
    'main',
    { id: 'main', tabindex: '-1' },
    filter.element,
    ...sections.map(([id, title, , content]) =>
      el(
        'section',
        { id, 'aria-labelledby': `${id}-title` },
        el('h2', { id: `${id}-title` }, title),
        content,
      ),
    ),
  ),
  el(
    'footer',
    {},
    el(
      'p',
      {},
      `${data.facts.find(([name]) => name === 'suite')?.[1] ?? 'kexcts'} · this file fetches nothing and needs no network`,
    ),
  ),
);
apply();

/** Addresses of findings and clauses open them, also those that are not drawn yet. */
function follow(): void {
  const target = decodeURIComponent(location.hash.slice(1));
  if (target.startsWith('finding-')) findings.open(target.slice('finding-'.length));
  const element = document.getElementById(target);
  if (element instanceof HTMLDetailsElement) {
    element.open = true;
    element.scrollIntoView({ block: 'start' });
    element.querySelector('summary')?.focus({ preventScroll: true });
  }
}
addEventListener('hashchange', follow);
if (location.hash !== '') follow();
document.documentElement.dataset['ready'] = 'true';
