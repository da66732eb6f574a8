// What a contract has for a call, found once: the judge asks for it at every step.

export class ByCall<Item> {
  readonly #known = new WeakMap<readonly Item[], Map<string, readonly Item[]>>();
  readonly #concerns: (item: Item, call: string) => boolean;

  constructor(concerns: (item: Item, call: string) => boolean) {
    this.#concerns = concerns;
  }

  /** Those of a list of the contract's that concern a call, in its order. */
  of(items: readonly Item[], call: string): readonly Item[] {
    let calls = this.#known.get(items);
    if (calls === undefined) this.#known.set(items, (calls = new Map<string, readonly Item[]>()));
    let found = calls.get(call);
    if (found === undefined) calls.set(call, (found = items.filter((item) => this.#concerns(item, call))));
    return found;
  }
}
