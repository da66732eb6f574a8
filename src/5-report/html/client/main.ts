// Draws the page from the data embedded in it.
import type { PageData } from '../page-data.ts';
import { casesList } from './cases.ts';
import { clausesList } from './clauses.ts';
import { comparison } from './comparison.ts';
import { coverage } from './coverage.ts';
import { count, counted, el } from './dom.ts';
import { runFactsSection, sight, undecidedList } from './facts.ts';
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
  filter.showCount(
    `${counted(found, 'finding')}, ${counted(rules, 'clause')}, ${counted(planned, 'case')} shown`,
  );
}

interface Section {
  readonly id: string;
  /** In the list of sections, where the title would be long. */
  readonly short?: string;
  readonly title: string;
  readonly number?: number;
  readonly content: HTMLElement;
}

const sections: readonly Section[] = [
  {
    id: 'findings',
    title: 'Findings',
    number: data.findings.length + data.findingsLeftOut,
    content: findings.element,
  },
  ...(data.comparison === undefined
    ? []
    : [
        {
          id: 'comparison',
          short: 'Comparison',
          title: 'Compared with an earlier report',
          content: comparison(data.comparison),
        },
      ]),
  { id: 'clauses', title: 'Clauses', number: data.clauses.length, content: clauses.element },
  { id: 'undecided', title: 'Not decided', number: data.undecided.length, content: undecidedList(data) },
  { id: 'sight', short: 'Key oracle', title: 'What this run could see', content: sight(data) },
  { id: 'coverage', title: 'Coverage', content: coverage(data) },
  { id: 'cases', title: 'Cases', number: data.cases.rows.length, content: cases.element },
  { id: 'run', short: 'Run', title: 'Run and environment', content: runFactsSection(data) },
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
    ...sections.map(({ id, short, title, number }) =>
      el(
        'a',
        { href: `#${id}` },
        short ?? title,
        number !== undefined && el('span', { class: 'number' }, ` ${count(number)}`),
      ),
    ),
  ),
  el(
    'main',
    { id: 'main', tabindex: '-1' },
    filter.element,
    ...sections.map(({ id, title, content }) =>
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
