/** The server's clock, told with every event of the stream; the browser's may be wrong. */

/** As many as are said in two minutes; an older one may be from before the computer slept. */
const REMEMBERED = 8;

export class ServerClock {
  /** How far the server is ahead, by what it said last. */
  #ahead: number[] = [];

  heard(now: string): void {
    const ahead = Date.parse(now) - Date.now();
    // The browser's clock was set, or it slept.
    if (Math.abs(ahead - (this.#ahead[0] ?? ahead)) > 10_000) this.#ahead = [];
    this.#ahead = [ahead, ...this.#ahead].slice(0, REMEMBERED);
  }

  now(): Date {
    // What was said came late, never early: the largest is the truest.
    return new Date(Date.now() + Math.max(...(this.#ahead.length > 0 ? this.#ahead : [0])));
  }
}
