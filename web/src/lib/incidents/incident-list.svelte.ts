import { untrack } from 'svelte';

import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { IncidentPage, IncidentRow, QuarterCount } from '$lib/api/shapes';
import { concernsLists } from '$lib/live/concerns';
import { feed } from '$lib/live/feed.svelte';

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

/** Rows of one page. */
export const PAGE = 100;
/** Pages on their way at the same time; while somebody drags the bar, the rest are passed by. */
const AT_ONCE = 2;
/** From one reading to the next while others change something. */
const APART_MS = 1_000;

/** What is known of a list before its rows are: enough to hold its height. */
export interface ListShape {
  total: number;
  quarters: QuarterCount[] | null;
}

/**
 * One query's list, of which the pages are read where somebody looks. A row that has not come yet
 * is `undefined` in its place.
 */
export class IncidentList {
  rows = $state.raw<readonly (IncidentRow | undefined)[]>([]);
  total = $state<number>();
  /** In the order of the list; null where the order does not follow the quarters. */
  quarters = $state.raw<QuarterCount[] | null>(null);
  error = $state.raw<ApiError>();
  loading = $state(true);
  /** What is shown answers an earlier query than the one asked for. */
  outdated = $state(false);

  #asked: { q: string; order: ListOrder } = { q: '', order: 'newest' };
  /** Where the page behind each page that is there begins. Nothing of this is drawn. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #next = new Map<number, string | null>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #coming = new Set<number>();
  #wanted: number[] = [];
  #request = new AbortController();
  #askedAt = 0;

  /** Another query, or the same once more. What was shown stays until the answer is there. */
  async ask(q: string, order: ListOrder, near = 0): Promise<void> {
    this.cancel();
    const { signal } = (this.#request = new AbortController());
    const other = q !== this.#asked.q || order !== this.#asked.order;
    this.#asked = { q, order };
    this.#next.clear();
    this.#coming.clear();
    this.#wanted = [];
    this.loading = true;
    this.outdated ||= other;
    this.#askedAt = performance.now();
    const number = Math.floor(near / PAGE);
    try {
      const [page, quarters] = await Promise.all([this.#read(number, signal), this.#count(signal)]);
      if (signal.aborted) return;
      this.rows = [];
      this.quarters = quarters;
      this.#keep(number, page);
      this.error = undefined;
    } catch (error) {
      this.#fail(error, signal);
      // A refused query leaves the list of the one before; rows under a query that is not theirs
      // would be edited for another reason than the one on the page.
      if (other && !signal.aborted && this.error?.status !== 422) {
        [this.rows, this.total, this.quarters] = [[], undefined, null];
      }
    } finally {
      if (this.#request.signal === signal) this.loading = this.outdated = false;
    }
  }

  readonly again = (near = 0): Promise<void> => this.ask(this.#asked.q, this.#asked.order, near);

  cancel(): void {
    this.#request.abort();
  }

  /**
   * Reads the list again, near what is seen, when others changed it since. The current row stays
   * the one it was, wherever it is then. Returns how to stop.
   */
  follow(near: () => number | undefined, current: { index: number }): () => void {
    return feed.follow({
      concerns: (change) => concernsLists(change) && this.#askedAt < feed.knownSince(change),
      read: async () => {
        const reference = this.rows[current.index]?.reference;
        await this.again(near());
        const there = this.rows[current.index];
        if (!reference || !there || there.reference === reference) return;
        current.index = this.rows.findIndex((row) => row?.reference === reference);
      },
      apartMs: APART_MS,
    });
  }

  get shape(): ListShape | undefined {
    return this.total === undefined ? undefined : { total: this.total, quarters: this.quarters };
  }

  /** Holds the height of a list that was seen before, until its rows are here. */
  hold({ total, quarters }: ListShape): void {
    [this.total, this.quarters] = [total, quarters];
    this.rows = new Array<undefined>(total).fill(undefined);
  }

  /** Reads what is missing of some rows; what was wanted before and is not begun is forgotten. */
  want(first: number, last: number): void {
    this.#wanted = this.#missing(first, last);
    this.#pump();
  }

  /** Some rows, read to the last of them. */
  async load(first: number, last: number): Promise<IncidentRow[]> {
    const { signal } = this.#request;
    for (const number of this.#missing(first, last)) {
      if (!this.#next.has(number)) await this.#fetch(number, signal);
      if (this.error) break;
    }
    return this.rows.slice(first, last + 1).filter((row) => row !== undefined);
  }

  #missing(first: number, last: number): number[] {
    const end = Math.min(last, (untrack(() => this.total) ?? 0) - 1);
    const numbers: number[] = [];
    for (let number = Math.floor(Math.max(0, first) / PAGE); number * PAGE <= end; number++) {
      if (!this.#next.has(number)) numbers.push(number);
    }
    return numbers;
  }

  #pump(): void {
    while (this.#coming.size < AT_ONCE) {
      const number = this.#wanted.find((one) => !this.#coming.has(one) && !this.#next.has(one));
      if (number === undefined) return;
      void this.#fetch(number, this.#request.signal).then(() => {
        if (!this.error) this.#pump();
      });
    }
  }

  async #fetch(number: number, signal: AbortSignal): Promise<void> {
    this.#coming.add(number);
    try {
      const page = await this.#read(number, signal);
      if (signal.aborted) return;
      this.error = undefined;
      // Something came or went: every place may be another's now.
      if (page.total !== this.total) await this.again(number * PAGE);
      else this.#keep(number, page);
    } catch (error) {
      this.#fail(error, signal);
    } finally {
      if (!signal.aborted) this.#coming.delete(number);
    }
  }

  /** Reads on from the page before where that is known, so that no row is passed over. */
  #read(number: number, signal: AbortSignal): Promise<IncidentPage> {
    const cursor = this.#next.get(number - 1) ?? undefined;
    const skip = cursor ? undefined : number * PAGE;
    const query = { ...this.#asked, limit: PAGE, cursor, skip };
    return expectOk(api.GET('/api/v1/incidents', { params: { query }, signal }));
  }

  async #count(signal: AbortSignal): Promise<QuarterCount[] | null> {
    const { q, order } = this.#asked;
    if (order !== 'newest' && order !== 'oldest') return null;
    const params = { query: { q } };
    const latestFirst = await expectOk(api.GET('/api/v1/incident-quarters', { params, signal }));
    return order === 'newest' ? latestFirst : latestFirst.toReversed();
  }

  #keep(number: number, page: IncidentPage): void {
    const rows = this.rows.slice(0, page.total);
    // Empty places too: a hole in an array is passed over by what walks it.
    while (rows.length < page.total) rows.push(undefined);
    for (const [place, row] of page.items.entries()) {
      if (number * PAGE + place < rows.length) rows[number * PAGE + place] = row;
    }
    this.rows = rows;
    this.total = page.total;
    this.#next.set(number, page.next ?? null);
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    this.error = error;
  }
}
