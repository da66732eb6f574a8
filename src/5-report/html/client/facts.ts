// Lists of facts: labels with values, sentences, and the sections made of them alone.
import type { PageData } from '../page-data.ts';
import type { Fact } from '../../run-facts.ts';
import { badge } from './badge.ts';
import { counted, el } from './dom.ts';

export function factList(facts: readonly Fact[]): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    ...facts.map(([name, value]) =>
      el(
        'div',
        {},
        el('dt', {}, name),
        el('dd', {}, value.startsWith('sha256:') ? el('code', {}, value) : value),
      ),
    ),
  );
}

function sentences(lines: readonly string[]): HTMLElement {
  return el('ul', {}, ...lines.map((line) => el('li', {}, line)));
}

/** What was not decided and why. */
export function undecidedList(data: PageData): HTMLElement {
  if (data.undecided.length === 0)
    return el('p', { class: 'nothing' }, 'Everything that was planned was decided.');
  return el(
    'ul',
    { class: 'plain rows' },
    ...data.undecided.map((reason) =>
      el(
        'li',
        {},
        el('p', {}, badge(reason.verdict), ' ', reason.reason),
        el('p', { class: 'small' }, `${counted(reason.cases, 'case')} · ${reason.clauses.join(', ')}`),
      ),
    ),
  );
}

/** How keys were seen, and what that leaves unseen. */
export function sight(data: PageData): HTMLElement {
  return el(
    'div',
    {},
    el('h3', {}, 'The key in force was seen by'),
    sentences(data.keyOracle),
    el('h3', {}, 'Blind to'),
    data.blindTo.length === 0
      ? el(
          'p',
          {},
          'Each of the null implementations that every run is tried on would have been caught by these cases.',
        )
      : el(
          'div',
          {},
          el(
            'p',
            {},
            'With these cases and these means, an implementation of the following kinds would have come out green:',
          ),
          sentences(data.blindTo),
        ),
  );
}

export function runFactsSection(data: PageData): HTMLElement {
  const parts: readonly (readonly [string, readonly Fact[]])[] = [
    ['Run', data.facts],
    ['What the driver offers', data.survey],
    ['Environment', data.environment],
  ];
  return el(
    'div',
    {},
    ...parts
      .filter(([, facts]) => facts.length > 0)
      .map(([title, facts]) => el('section', { 'aria-label': title }, el('h3', {}, title), factList(facts))),
  );
}
