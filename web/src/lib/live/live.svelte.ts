/**
 * The live document of a page, without its code: that comes after the page is drawn, and only
 * while something on the page shows its prose.
 */

import { connection } from '$lib/api/connection.svelte';

import type { LiveDocument } from './live-document.svelte';

/** After the first picture of the page. */
const AFTER_PAINT_MS = 300;

export class Live {
  document = $state.raw<LiveDocument>();

  readonly #reference: string;
  #joined = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  constructor(reference: string) {
    this.#reference = reference;
  }

  /** For what shows some of the prose, while it does. Returns how to leave. */
  join(): () => void {
    this.#joined += 1;
    if (this.#joined === 1) this.#timer = setTimeout(() => void this.open(), AFTER_PAINT_MS);
    return () => {
      this.#joined -= 1;
      if (this.#joined > 0) return;
      clearTimeout(this.#timer);
      this.document?.close();
      this.document = undefined;
    };
  }

  /** Gives up what could not be saved, and begins again with what the server has. */
  async startAgain(): Promise<void> {
    const given = this.document;
    this.document = undefined;
    await given?.drop();
    await this.open();
  }

  /** At once: somebody wants to write. */
  async open(): Promise<void> {
    if (this.#asked || this.document || this.#joined === 0) return;
    this.#asked = true;
    const code = await import('./live-document.svelte').catch(() => undefined);
    this.#asked = false;
    // Its code could not be fetched: the page is read meanwhile.
    if (!code) connection.onReturn(() => void this.open());
    else if (this.#joined > 0) this.document = new code.LiveDocument(this.#reference);
  }
}
