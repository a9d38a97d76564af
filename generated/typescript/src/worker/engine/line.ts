/** Who waits, in the order of arrival. */

/** A queue whose first is taken at once, however long it is. */
export class Line<Waiting> {
  #items: Waiting[] = [];
  #begin = 0;

  /** Is the last from now on. */
  add(item: Waiting): void {
    this.#items.push(item);
  }

  /** Takes the first out, if there is one. */
  take(): Waiting | undefined {
    const first = this.#items[this.#begin];
    if (first === undefined) return undefined;
    this.#begin += 1;
    if (this.#begin * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#begin);
      this.#begin = 0;
    }
    return first;
  }
}
