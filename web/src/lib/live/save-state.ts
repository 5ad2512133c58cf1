/**
 * What of one's own edits the server has on disk. It counts the messages of a connection and says
 * up to which one it has written; what was typed without a connection goes with the first message
 * of the next one.
 */

export class SaveState {
  #sent = 0;
  /** The last message that took something of one's own along. */
  #carrying = 0;
  #acknowledged = 0;
  #unsent = false;

  /** Something is not on the server's disk yet, as far as this page knows. */
  get pending(): boolean {
    return this.#unsent || this.#acknowledged < this.#carrying;
  }

  /** An edit that no message carries yet. */
  edited(): void {
    this.#unsent = true;
  }

  /** A message went out, with everything that was there; the first one often has nothing. */
  sent(): void {
    this.#sent += 1;
    if (this.#unsent) this.#carrying = this.#sent;
    this.#unsent = false;
  }

  /** True when that was the last one that was waited for. */
  acknowledged(count: number): boolean {
    const before = this.pending;
    this.#acknowledged = Math.max(this.#acknowledged, count);
    return before && !this.pending;
  }

  /** Whether what went out over this connection arrived is not known. */
  disconnected(): void {
    this.#unsent = this.pending;
    this.#sent = 0;
    this.#carrying = 0;
    this.#acknowledged = 0;
  }
}
