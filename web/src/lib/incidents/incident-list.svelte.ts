import { untrack } from 'svelte';

import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { IncidentRow } from '$lib/api/shapes';

export const ORDERS = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  longest: 'Longest first',
  due: 'Review due first',
} as const;

export type ListOrder = keyof typeof ORDERS;

export function listOrder(text: string | null): ListOrder {
  return text !== null && Object.hasOwn(ORDERS, text) ? (text as ListOrder) : 'newest';
}

/** The pages of one query, read on as far as somebody has scrolled. */
export class IncidentList {
  rows = $state.raw<IncidentRow[]>([]);
  total = $state<number>();
  error = $state.raw<ApiError>();
  loading = $state(true);

  #next: string | undefined;
  #asked: { q: string; order: ListOrder } = { q: '', order: 'newest' };
  #request: AbortController | undefined;

  get hasMore(): boolean {
    return this.total !== undefined && this.rows.length < this.total && !this.error;
  }

  /** Starts again with another query; what was shown stays until the answer is there. */
  async ask(q: string, order: ListOrder): Promise<void> {
    this.#asked = { q, order };
    this.#next = undefined;
    await this.#read(() => []);
  }

  readonly again = (): Promise<void> => this.ask(this.#asked.q, this.#asked.order);

  readonly more = async (): Promise<void> => {
    if (this.loading || !this.#next) return;
    await this.#read(() => this.rows);
  };

  cancel(): void {
    this.#request?.abort();
  }

  async #read(before: () => IncidentRow[]): Promise<void> {
    this.cancel();
    const request = new AbortController();
    this.#request = request;
    this.loading = true;
    const query = { ...this.#asked, limit: 50, cursor: this.#next };
    try {
      const page = await expectOk(
        api.GET('/api/v1/incidents', { params: { query }, signal: request.signal }),
      );
      if (request.signal.aborted) return;
      this.rows = [...untrack(before), ...page.items];
      this.total = page.total;
      this.#next = page.next ?? undefined;
      this.error = undefined;
    } catch (error) {
      if (request.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      if (this.#request === request) this.loading = false;
    }
  }
}
