import type { Version } from '$lib/api/history-shapes';
import { ApiError } from '$lib/api/problem';

import { listVersions } from './requests';
import { joined } from './version-groups';

/** The versions of one incident that were read so far, newest first. */
export class VersionList {
  versions = $state.raw<Version[]>();
  /** There are older ones. */
  next = $state<number | null>(null);
  error = $state.raw<ApiError>();
  loading = $state(false);
  readonly #reference: string;
  readonly #read: typeof listVersions;

  constructor(reference: string, read = listVersions) {
    this.#reference = reference;
    this.#read = read;
  }

  /** Reads the latest; what was read of older ones stays. */
  readonly refresh = (): Promise<void> =>
    this.#ask(undefined, ({ items, next }) => {
      const known = this.versions ?? [];
      const all = joined(items, known, next);
      if (all.length === items.length) this.next = next;
      this.versions = all;
    });

  readonly readOn = async (): Promise<void> => {
    const before = this.next;
    if (before === null || this.loading) return;
    await this.#ask(before, ({ items, next }) => {
      this.versions = [...(this.versions ?? []), ...items];
      this.next = next;
    });
  };

  async #ask(
    before: number | undefined,
    take: (page: Awaited<ReturnType<typeof listVersions>>) => void,
  ): Promise<void> {
    this.loading = true;
    try {
      take(await this.#read(this.#reference, before));
      this.error = undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.loading = false;
    }
  }
}
