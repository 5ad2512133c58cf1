import { ApiError } from '$lib/api/problem';

import type { AuditFilter } from './address';
import { type AuditEntry, readAuditLog } from './requests';

/** The entries that fit a filter and were read so far, newest first. */
export class AuditLog {
  entries = $state.raw<AuditEntry[]>();
  /** Where older ones begin. */
  next = $state<string | null>(null);
  error = $state.raw<ApiError>();
  loading = $state(false);
  #filter: AuditFilter = {};
  #asked = 0;
  readonly #read: typeof readAuditLog;

  constructor(read = readAuditLog) {
    this.#read = read;
  }

  /** Begins at the newest. What was read before stays in view until the answer comes. */
  readonly begin = (filter: AuditFilter): Promise<void> => {
    this.#filter = filter;
    return this.#ask();
  };

  readonly again = (): Promise<void> => this.#ask();

  readonly readOn = async (): Promise<void> => {
    if (this.next !== null && !this.loading) await this.#ask(this.next);
  };

  async #ask(cursor?: string): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const page = await this.#read(this.#filter, cursor);
      // Another filter was chosen meanwhile.
      if (asked !== this.#asked) return;
      this.entries = cursor ? [...(this.entries ?? []), ...page.items] : page.items;
      this.next = page.next ?? null;
      this.error = undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked !== this.#asked) return;
      this.error = error;
      if (!cursor) this.entries = undefined;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }
}
