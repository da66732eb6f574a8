// Which values of which variables were met, call by call.
import type { CoveredCall } from '../../coverage-table.ts';
import type { PageCombinations, PageData } from '../page-data.ts';
import { count, counted, el } from './dom.ts';

export function coverage({ coverage: calls, combinations }: PageData): HTMLElement {
  if (calls.length === 0) return el('p', { class: 'nothing' }, 'No call was judged.');
  // The calls under test first, then the others by how often they were judged.
  const rank = ({ call }: CoveredCall): number => (combinations.some((one) => one.call === call) ? 0 : 1);
  const ordered = [...calls].sort((a, b) => rank(a) - rank(b) || b.steps - a.steps);
  return el(
    'div',
    {},
    ...combinations.map(combinationsCard),
    el('h3', {}, 'Values of each variable, with the number of judged steps'),
    ...ordered.map((call) => callCard(call, rank(call) === 0)),
  );
}

/** How many combinations of circumstances were met, and which were not. */
function combinationsCard({ call, met, notCovered, more }: PageCombinations): HTMLElement {
  return el(
    'div',
    { class: 'card body' },
    el('p', {}, el('strong', {}, call), ', with at most one defect at a time:'),
    el(
      'dl',
      { class: 'facts' },
      ...met.map(([what, covered, possible]) =>
        el('div', {}, el('dt', {}, what), el('dd', {}, `${count(covered)} of ${count(possible)} met`)),
      ),
    ),
    notCovered.length > 0 &&
      el(
        'details',
        {},
        el('summary', {}, `Not met (${count(notCovered.length + more)})`),
        el(
          'ul',
          {},
          ...notCovered.map((one) => el('li', {}, el('code', {}, one))),
          more > 0 && el('li', {}, `${count(more)} more`),
        ),
      ),
  );
}

function callCard(call: CoveredCall, open: boolean): HTMLElement {
  const unmet = call.variables.reduce(
    (sum, variable) => sum + variable.values.filter(([, steps]) => steps === 0).length,
    0,
  );
  return el(
    'details',
    { class: 'card', open },
    el(
      'summary',
      {},
      el('span', { class: 'line' }, el('strong', {}, call.call)),
      el(
        'span',
        { class: 'small' },
        `${counted(call.steps, 'judged step')} at ${counted(call.points, 'point')}, ${unmet === 0 ? 'every value met' : `${counted(unmet, 'value')} not met`}`,
      ),
    ),
    el(
      'dl',
      { class: 'body coverage' },
      ...call.variables.map((variable) =>
        el(
          'div',
          {},
          el('dt', {}, variable.name),
          el(
            'dd',
            {},
            ...variable.values.map(([value, steps]) =>
              el(
                'span',
                { class: steps === 0 ? 'value unmet' : 'value' },
                value,
                ' ',
                el('span', { class: 'number' }, steps === 0 ? 'not met' : count(steps)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}
