// The head of the page: the overall verdict, why it is what it is, who was tested, and how the cases divide.
import type { PageData } from '../page-data.ts';
import { toneOf } from './badge.ts';
import { count, counted, el } from './dom.ts';
import { factList } from './facts.ts';

const tones = {
  conforms: 'good',
  'does-not-conform': 'bad',
  'not-applicable': 'none',
  incomplete: 'doubt',
} as const;
const signs = { good: '✓', bad: '✗', none: '–', doubt: '!' } as const;

/** Facts shown at the top; the others are at the end of the page. */
const foremost = ['driver', 'adapter', 'profile', 'dialect', 'level', 'seed', 'started', 'took'];

export function overview(data: PageData): HTMLElement {
  const tone = tones[data.overall.verdict];
  const known = new Set(data.clauses.map((clause) => clause.id));
  const total = data.counts.reduce((sum, [, cases]) => sum + cases, 0);
  return el(
    'header',
    { class: `overview ${tone}` },
    el('p', { class: 'suite' }, 'kexcts · conformance of NegotiateCryptoSessionKeyExchange'),
    el(
      'h1',
      {},
      el('span', { class: 'sign', 'aria-hidden': 'true' }, signs[tone]),
      upperFirst(data.overall.line),
    ),
    el('ul', { class: 'why' }, ...data.overall.why.map((line) => el('li', {}, ...withLinks(line, known)))),
    factList(data.facts.filter(([name]) => foremost.includes(name))),
    bar(data, total),
  );
}

/** A sentence in which the names of clauses lead to them. */
function withLinks(line: string, known: ReadonlySet<string>): (Node | string)[] {
  return line
    .split(/\b([A-Z]+(?:-[A-Z]+)*-\d+)\b/)
    .map((part) => (known.has(part) ? el('a', { href: `#clause-${part}` }, part) : part));
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function bar(data: PageData, total: number): HTMLElement {
  const present = data.counts.filter(([, cases]) => cases > 0);
  const said = present.map(([verdict, cases]) => `${count(cases)} ${verdict}`).join(', ');
  const segments = present.map(([verdict, cases]) => {
    const segment = el('span', { class: toneOf(verdict) });
    segment.style.flexGrow = String(cases);
    return segment;
  });
  return el(
    'figure',
    { class: 'share' },
    el('div', { class: 'bar', 'aria-hidden': 'true' }, ...segments),
    el('figcaption', {}, `${counted(total, 'case')}: ${said}`),
  );
}
