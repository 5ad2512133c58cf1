/**
 * The live document of a page, without its code: that comes once somebody is at the page, and only
 * while something on the page shows its prose.
 */

import { connection } from '$lib/api/connection.svelte';

import type { LiveDocument } from './live-document.svelte';

/** The first sign that somebody is at the page, or this long after it was opened without one. */
const SIGNS = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'keydown', 'focusin'];
const WITHOUT_A_SIGN_MS = 8000;

export class Live {
  document = $state.raw<LiveDocument>();

  readonly #reference: string;
  #joined = 0;
  #stopWaiting: (() => void) | undefined;
  #asked = false;

  constructor(reference: string) {
    this.#reference = reference;
  }

  /** For what shows some of the prose, while it does. Returns how to leave. */
  join(): () => void {
    this.#joined += 1;
    if (this.#joined === 1) this.#stopWaiting = onSign(() => void this.open());
    return () => {
      this.#joined -= 1;
      if (this.#joined > 0) return;
      this.#stopWaiting?.();
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

/** Calls back once, at the first sign. Returns how to stop waiting for it. */
function onSign(act: () => void): () => void {
  const stop = () => {
    clearTimeout(timer);
    for (const sign of SIGNS) removeEventListener(sign, once, true);
  };
  const once = () => {
    stop();
    act();
  };
  const timer = setTimeout(once, WITHOUT_A_SIGN_MS);
  for (const sign of SIGNS) addEventListener(sign, once, { capture: true, passive: true });
  return stop;
}
