// Calls under way at the same time: begun in the order they came, finished in the opposite one.

export class Overlap {
  #finishing: (() => void)[] = [];

  /** A call was begun; `finish` carries out the rest and answers. */
  add(finish: () => void): void {
    this.#finishing.push(finish);
  }

  get isEmpty(): boolean {
    return this.#finishing.length === 0;
  }

  /** Finishes all calls under way. */
  flush(): void {
    const finishing = this.#finishing.reverse();
    this.#finishing = [];
    for (const finish of finishing) finish();
  }
}
