// Findings: one line each, all that is known of it when opened.
import type { PageData, PageFinding } from '../page-data.ts';
import { badge } from './badge.ts';
import { blockFigure } from './block-figure.ts';
import { el } from './dom.ts';
import type { Filter } from './filter.ts';
import { pagedList } from './paged-list.ts';

export interface FindingsList {
  readonly element: HTMLElement;
  /** Shows what the filter leaves, and says how many. */
  apply(filter: Filter): number;
  /** Opens a finding and moves there; false where it is filtered out or not known. */
  open(caseId: string): boolean;
}

export function findingsList(data: PageData): FindingsList {
  const levels = new Map(data.clauses.map((clause) => [clause.id, clause.level]));
  const texts = new Map(
    data.findings.map((finding) => [
      finding,
      [
        finding.case,
        finding.title,
        finding.property,
        finding.kind,
        finding.verdict,
        ...finding.clauses,
        finding.parts.expected,
        finding.parts.got,
        finding.parts.sent,
      ]
        .join(' ')
        .toLowerCase(),
    ]),
  );
  const list = pagedList<PageFinding>(
    50,
    data.findings.length === 0 ? 'No findings.' : 'No finding matches.',
    findingCard,
  );
  let shown: readonly PageFinding[] = [];
  return {
    element: list.element,
    apply: (filter) => {
      shown = data.findings.filter((finding) =>
        filter.matches(finding.verdict, levels.get(finding.clauses[0] ?? ''), texts.get(finding) ?? ''),
      );
      list.show(shown);
      return shown.length;
    },
    open: (caseId) => {
      const finding = shown.find((one) => one.case === caseId);
      const card = finding === undefined ? undefined : list.reveal(finding);
      if (!(card instanceof HTMLDetailsElement)) return false;
      card.open = true;
      card.scrollIntoView({ block: 'start' });
      card.querySelector('summary')?.focus({ preventScroll: true });
      return true;
    },
  };
}

function findingCard(finding: PageFinding): HTMLElement {
  const card = el(
    'details',
    { class: 'card', id: `finding-${finding.case}` },
    el(
      'summary',
      {},
      el('span', { class: 'line' }, badge(finding.verdict), el('strong', {}, finding.title)),
      el(
        'span',
        { class: 'small' },
        [finding.clauses.join(', '), finding.property, finding.case].filter(Boolean).join(' · '),
      ),
    ),
  );
  // The body is drawn when it is first wanted.
  card.addEventListener('toggle', () => {
    if (card.open && card.childElementCount === 1) card.append(body(finding));
  });
  return card;
}

function body(finding: PageFinding): HTMLElement {
  const { parts } = finding;
  return el(
    'div',
    { class: 'body' },
    finding.baseline !== undefined &&
      el('p', { class: 'accepted' }, `Accepted by the baseline: ${finding.baseline}`),
    el(
      'dl',
      { class: 'parts' },
      part('Expected', lines(parts.expected)),
      part('Got', lines(parts.got)),
      part('Clauses', finding.clauses.map(clauseLink)),
      part('Sent', finding.steps.length === 0 ? lines(parts.sent) : [steps(finding)]),
    ),
    finding.block !== undefined && blockFigure(finding.block),
    repeat(parts.repeat),
    finding.stderr.length > 0 &&
      el(
        'figure',
        {},
        el('figcaption', {}, 'Last lines of standard error'),
        // A region that scrolls must be reached by keyboard.
        el(
          'pre',
          { tabindex: '0', role: 'region', 'aria-label': 'standard error' },
          finding.stderr.join('\n'),
        ),
      ),
    finding.point.length > 0 &&
      el(
        'details',
        {},
        el('summary', {}, 'Point of the contract'),
        el('p', { class: 'small' }, finding.point.map(([name, value]) => `${name} ${value}`).join(' · ')),
      ),
  );
}

function part(name: string, content: readonly Node[]): HTMLElement {
  return el('div', {}, el('dt', {}, name), el('dd', {}, ...content));
}

function lines(text: string): HTMLElement[] {
  return text.split('\n').map((line) => el('p', {}, line));
}

function clauseLink(id: string): HTMLElement {
  return el('p', {}, el('a', { href: `#clause-${id}` }, id));
}

function steps(finding: PageFinding): HTMLElement {
  return el(
    'ol',
    { class: 'steps' },
    ...finding.steps.map((step) =>
      el(
        'li',
        { class: step.decides ? 'decides' : undefined },
        step.text,
        step.got !== undefined && el('span', { class: 'came' }, ` → ${step.got}`),
        step.decides && el('span', { class: 'small' }, ' (this call decided)'),
      ),
    ),
  );
}

function repeat(command: string): HTMLElement {
  const code = el('code', {}, command);
  const button = el('button', { type: 'button', class: 'quiet' }, 'Copy');
  button.addEventListener('click', () => {
    const selection = getSelection();
    selection?.selectAllChildren(code);
    // Without leave to write to the clipboard the command stays selected, ready to be copied by hand.
    if (!isSecureContext) return;
    void navigator.clipboard.writeText(command).then(
      () => {
        button.textContent = 'Copied';
      },
      () => undefined,
    );
  });
  return el('div', { class: 'repeat' }, el('span', { class: 'label' }, 'Repeat'), code, button);
}
