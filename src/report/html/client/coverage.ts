// Which values of which variables were met, call by call.
import type { CoveredCall } from '../../coverage-table.ts';
import { count, counted, el } from './dom.ts';

export function coverage(calls: readonly CoveredCall[]): HTMLElement {
  if (calls.length === 0) return el('p', { class: 'nothing' }, 'No call was judged.');
  return el('div', {}, ...calls.map((call, index) => callCard(call, index === 0)));
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
