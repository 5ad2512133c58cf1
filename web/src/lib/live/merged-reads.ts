/**
 * Reads again after a burst of changes: once for all that came together, never twice at once, and
 * with a pause between one reading and the next. What could not be read for want of a connection is
 * read when there is one.
 */

import { connection } from '$lib/api/connection.svelte';
import { ApiError } from '$lib/api/problem';

/** What belongs together arrives together: the rows of one edit, the answer to an own write. */
const TOGETHER_MS = 80;

export interface Reading<Change> {
  /** Whether what is shown may be another after this; asked when it is about to be read. */
  concerns: (change: Change) => boolean;
  /** Reads again what is shown. An `ApiError` leaves that as it is. */
  read: () => Promise<unknown>;
  /** From one reading to the next, at least. */
  apartMs: number;
}

export class MergedReads<Change> {
  readonly #reading: Reading<Change>;
  #waiting: Change[] = [];
  /** Something was missed: it is read whatever came. */
  #missed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #nextAt = 0;
  #stopWaiting: (() => void) | undefined;

  constructor(reading: Reading<Change>) {
    this.#reading = reading;
  }

  hear(change: Change): void {
    if (!this.#reading.concerns(change)) return;
    this.#waiting.push(change);
    this.#plan();
  }

  /** Nobody knows what changed meanwhile. */
  readAnyway(): void {
    this.#missed = true;
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stopWaiting?.();
    this.#waiting = [];
    this.#missed = false;
  }

  #plan(): void {
    if (this.#timer !== undefined || this.#running) return;
    const pause = Math.max(TOGETHER_MS, this.#nextAt - Date.now());
    this.#timer = setTimeout(() => void this.#run(), pause);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    const wanted = this.#missed || this.#waiting.some(this.#reading.concerns);
    this.#waiting = [];
    this.#missed = false;
    if (!wanted) return;
    this.#running = true;
    this.#nextAt = Date.now() + this.#reading.apartMs;
    try {
      await this.#reading.read();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#stopWaiting?.();
      if (error.passing) this.#stopWaiting = connection.onReturn(() => this.readAnyway());
    } finally {
      this.#running = false;
      if (this.#missed || this.#waiting.length > 0) this.#plan();
    }
  }
}
