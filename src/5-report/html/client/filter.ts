// What the reader is looking for: words, verdicts, levels. Lists ask it of each of their items.
import type { Verdict } from '../../../4-judge/verdict.ts';
import type { PageData } from '../page-data.ts';
import { toneOf } from './badge.ts';
import { count, el } from './dom.ts';

export interface Filter {
  /** Whether something with this verdict, level and lower-case text is looked for. */
  matches(verdict: Verdict, level: string | undefined, text: string): boolean;
  /** Whether any words are looked for; else the text does not matter. */
  readonly searching: boolean;
}

export interface FilterBar extends Filter {
  readonly element: HTMLElement;
  /** Says how much is left, for those who do not see it. */
  showCount(text: string): void;
}

/** The bar with its controls; `changed` is called at most once a frame. */
export function filterBar(data: PageData, changed: () => void): FilterBar {
  const wanted = new Set<Verdict>();
  let words: string[] = [];
  let level = '';
  let scheduled = false;
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      changed();
    });
  };

  const search = el('input', {
    type: 'search',
    id: 'search',
    placeholder: 'clause, case id, field, code …',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  search.addEventListener('input', () => {
    words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    schedule();
  });

  const levels = el('select', { id: 'level' }, el('option', { value: '' }, 'all levels'));
  for (const name of new Set(data.clauses.map((clause) => clause.level)))
    levels.append(el('option', { value: name }, name));
  levels.addEventListener('change', () => {
    level = levels.value;
    schedule();
  });

  const chips = data.counts
    .filter(([, cases]) => cases > 0)
    .map(([verdict, cases]) => {
      const chip = el(
        'button',
        { type: 'button', class: `chip ${toneOf(verdict)}`, 'aria-pressed': 'false' },
        verdict,
        ' ',
        el('span', { class: 'number' }, count(cases)),
      );
      chip.addEventListener('click', () => {
        if (!wanted.delete(verdict)) wanted.add(verdict);
        chip.setAttribute('aria-pressed', String(wanted.has(verdict)));
        schedule();
      });
      return chip;
    });
  const reset = el('button', { type: 'button', class: 'quiet' }, 'Clear');
  reset.addEventListener('click', () => {
    wanted.clear();
    words = [];
    level = '';
    search.value = '';
    levels.value = '';
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
    schedule();
    search.focus();
  });

  const status = el('p', { class: 'status', role: 'status' });
  const element = el(
    'search',
    { class: 'filter', 'aria-label': 'Filter findings, clauses and cases' },
    el('div', { class: 'field grow' }, el('label', { for: 'search' }, 'Search'), search),
    el('div', { class: 'field' }, el('label', { for: 'level' }, 'Level'), levels),
    el('div', { class: 'chips', role: 'group', 'aria-label': 'Verdicts' }, ...chips, reset),
    status,
  );
  return {
    element,
    get searching() {
      return words.length > 0;
    },
    matches: (verdict, levelOfItem, text) =>
      (wanted.size === 0 || wanted.has(verdict)) &&
      (level === '' || levelOfItem === level) &&
      words.every((word) => text.includes(word)),
    showCount: (text) => {
      status.textContent = text;
    },
  };
}
