// A list that is drawn piece by piece, so that thousands of items cost as little as the first hundred.
import { count, el } from './dom.ts';

export interface PagedList<T> {
  readonly element: HTMLElement;
  /** Draws the first piece of other items. */
  show(items: readonly T[]): void;
  /** Draws as far as an item, and gives its element. */
  reveal(item: T): HTMLElement | undefined;
}

export function pagedList<T>(piece: number, nothing: string, draw: (item: T) => HTMLElement): PagedList<T> {
  const list = el('ul', { class: 'plain' });
  const more = el('button', { type: 'button', class: 'more' });
  const none = el('p', { class: 'nothing' }, nothing);
  const element = el('div', {}, list, more, none);
  let items: readonly T[] = [];
  let drawn = 0;

  const extend = (until: number): void => {
    const part = document.createDocumentFragment();
    for (; drawn < Math.min(until, items.length); drawn += 1) {
      const item = items[drawn];
      if (item !== undefined) part.append(el('li', {}, draw(item)));
    }
    list.append(part);
    const left = items.length - drawn;
    more.hidden = left === 0;
    more.textContent = `Show ${count(Math.min(piece, left))} more of ${count(left)}`;
    none.hidden = items.length > 0;
    list.hidden = items.length === 0;
  };

  more.addEventListener('click', () => {
    const first = drawn;
    extend(drawn + piece);
    // The focus goes on where reading does.
    const next = list.children[first]?.querySelector<HTMLElement>('summary, a, button, [tabindex]');
    next?.focus();
  });

  return {
    element,
    show: (others) => {
      items = others;
      drawn = 0;
      list.replaceChildren();
      extend(piece);
    },
    reveal: (item) => {
      const index = items.indexOf(item);
      if (index < 0) return undefined;
      if (index >= drawn) extend(index + 1);
      return list.children[index]?.firstElementChild as HTMLElement | undefined;
    },
  };
}
