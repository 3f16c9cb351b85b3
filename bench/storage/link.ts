import { setTimeout } from 'node:timers/promises';

/** Timers are no finer than a millisecond, so a transfer may be this much ahead of its rate. */
const SLACK_MS = 2;

/** A line of limited bandwidth that all who send over it share. */
export class Link {
  readonly #bytesPerMs: number;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1000;
  }

  /** Resolves when `bytes` are through. */
  async take(bytes: number): Promise<void> {
    const waitMs = this.reserve(bytes, performance.now());
    if (waitMs > 0) await setTimeout(waitMs);
  }

  /**
   * Queues `bytes` behind what is on its way.
   *
   * @param nowMs on any clock that goes forward.
   * @returns ms until they are through; 0 where that is too little to wait for.
   */
  reserve(bytes: number, nowMs: number): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + bytes / this.#bytesPerMs;
    const waitMs = this.#freeAtMs - nowMs;
    return waitMs > SLACK_MS ? waitMs : 0;
  }
}
