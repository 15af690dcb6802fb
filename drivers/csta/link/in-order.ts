/** Hands things on in the order in which they came, although some have to wait for something first. */
export class InOrder<Item> {
  readonly #handOn: (item: Item) => void;
  readonly #waiting: { readonly item: Item; isReady: boolean }[] = [];

  constructor(handOn: (item: Item) => void) {
    this.#handOn = handOn;
  }

  /** @param until settles when `item` may go; whatever comes after it waits as well */
  push(item: Item, until?: Promise<unknown>): void {
    if (until === undefined && this.#waiting.length === 0) {
      this.#handOn(item);
      return;
    }
    const entry = { item, isReady: until === undefined };
    this.#waiting.push(entry);
    const ready = (): void => {
      entry.isReady = true;
      this.#drain();
    };
    until?.then(ready, ready);
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  #drain(): void {
    while (this.#waiting[0]?.isReady === true) {
      const [first] = this.#waiting.splice(0, 1);
      if (first !== undefined) this.#handOn(first.item);
    }
  }
}
