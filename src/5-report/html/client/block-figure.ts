// A block drawn by its fields: wide fields wide, short ones still legible, what is wrong marked by frame, sign and words.
import type { DrawnBlock, DrawnField } from '../../drawn-block.ts';
import { el } from './dom.ts';

/** Bytes shown of a field before it is cut; all are in its expandable text. */
const shownBytes = 6;

export function blockFigure(block: DrawnBlock): HTMLElement {
  const marked = block.rows.flatMap((row) => row.fields.filter((field) => field.defect !== undefined));
  const whole = block.rows.flatMap((row) =>
    row.fields.filter((field) => field.bytes > shownBytes && field.hex !== undefined),
  );
  return el(
    'figure',
    { class: 'block' },
    el('figcaption', {}, block.title),
    ...block.rows.map((row) =>
      el(
        'div',
        { class: 'block-row' },
        el('p', { class: 'small' }, row.label),
        el('ol', { class: 'fields' }, ...row.fields.map(fieldBox)),
      ),
    ),
    marked.length > 0 &&
      el(
        'ul',
        { class: 'defects' },
        ...marked.map((field) => el('li', {}, el('strong', {}, `${field.name}: `), field.defect)),
      ),
    whole.length > 0 &&
      el(
        'details',
        { class: 'bytes' },
        el('summary', {}, 'All bytes'),
        el(
          'dl',
          {},
          ...whole.map((field) => el('div', {}, el('dt', {}, field.name), el('dd', {}, ...allBytes(field)))),
        ),
      ),
  );
}

function fieldBox(field: DrawnField): HTMLElement {
  const box = el(
    'li',
    { class: field.defect === undefined ? undefined : 'wrong' },
    el('span', { class: 'name' }, field.defect === undefined ? field.name : `✗ ${field.name}`),
    el('code', {}, ...preview(field)),
    el('span', { class: 'small' }, field.bytes === 1 ? '1 byte' : `${field.bytes} bytes`),
  );
  // Between their true proportions and equal ones.
  box.style.flexGrow = String(Math.sqrt(field.bytes));
  return box;
}

/** A few bytes: around the first wrong one, else from the start. */
function preview(field: DrawnField): (Node | string)[] {
  if (field.hex === undefined) return ['··'];
  const wrong = field.wrong?.[0]?.[0] ?? 0;
  const from = Math.max(0, Math.min(wrong - shownBytes / 2, field.bytes - shownBytes));
  const to = Math.min(field.bytes, from + shownBytes);
  return [from > 0 ? '… ' : '', ...bytesBetween(field, from, to), to < field.bytes ? ' …' : ''];
}

function allBytes(field: DrawnField): (Node | string)[] {
  return bytesBetween(field, 0, field.bytes);
}

function bytesBetween(field: DrawnField, from: number, to: number): (Node | string)[] {
  const isWrong = (at: number): boolean =>
    (field.wrong ?? []).some(([start, end]) => at >= start && at < end);
  const parts: (Node | string)[] = [];
  for (let at = from; at < to;) {
    const wrong = isWrong(at);
    let end = at + 1;
    while (end < to && isWrong(end) === wrong) end += 1;
    const text = Array.from(
      { length: end - at },
      (_, index) => field.hex?.slice(2 * (at + index), 2 * (at + index) + 2) ?? '',
    );
    if (at > from) parts.push(' ');
    parts.push(wrong ? el('mark', {}, text.join(' ')) : text.join(' '));
    at = end;
  }
  return parts;
}
