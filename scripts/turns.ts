/** Lets so many work at a time; the others wait for their turn. */
export class Turns {
  readonly #atOnce: number;
  readonly #isLatestFirst: boolean;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param isLatestFirst whose turn is next: whoever came last, instead of first. */
  constructor(atOnce: number, isLatestFirst = false) {
    this.#atOnce = atOnce;
    this.#isLatestFirst = isLatestFirst;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits inherits the place.
      const next = this.#isLatestFirst ? this.#waiting.pop() : this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
