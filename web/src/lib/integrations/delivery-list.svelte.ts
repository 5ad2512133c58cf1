/** The deliveries of one integration, the newest first, as far down as somebody has read. */

import type { DeliveryPage, DeliveryRow } from '$lib/api/integration-shapes';
import { ApiError } from '$lib/api/problem';

/** Asks for what came before a `seq`, or for the newest. */
type Read = (before: number | undefined) => Promise<DeliveryPage>;

export class DeliveryList {
  rows = $state.raw<DeliveryRow[]>();
  /** Why the last question got no answer; what came before stays. */
  error = $state.raw<ApiError>();
  loadingOlder = $state(false);

  /** Where to read on; null at the end. */
  #next = $state<number | null>(null);
  /** An answer is not taken when another question was put since. */
  #asked = 0;
  readonly #read: Read;

  constructor(read: Read) {
    this.#read = read;
  }

  get hasOlder(): boolean {
    return this.#next !== null;
  }

  /** Asks again for as many as are shown: any of them may have been read meanwhile. */
  async refresh(): Promise<void> {
    // Somebody waits for the older ones.
    if (this.loadingOlder) return;
    await this.#ask([], undefined, this.rows?.length ?? 0);
  }

  async loadOlder(): Promise<void> {
    if (this.#next === null || this.loadingOlder) return;
    this.loadingOlder = true;
    await this.#ask(this.rows ?? [], this.#next, 0);
    this.loadingOlder = false;
  }

  /** Puts page below page until there are enough, or no more. */
  async #ask(above: DeliveryRow[], before: number | undefined, enough: number): Promise<void> {
    const asked = ++this.#asked;
    const rows = [...above];
    let from = before;
    try {
      do {
        const page = await this.#read(from);
        if (asked !== this.#asked) return;
        rows.push(...page.items);
        from = page.next ?? undefined;
      } while (from !== undefined && rows.length < enough);
      this.rows = rows;
      this.#next = from ?? null;
      this.error = undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked === this.#asked) this.error = error;
    }
  }
}
