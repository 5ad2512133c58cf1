import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { remote } from '$lib/api/remote.svelte';
import type {
  ActionPatch,
  ActionView,
  Concern,
  IncidentView,
  OversightView,
} from '$lib/api/shapes';
import { plural } from '$lib/format';
import { concernsLists } from '$lib/live/concerns';
import { toasts } from '$lib/toasts.svelte';

import type { ListFilter } from './address';
import {
  isMade,
  offerUndo,
  patchAction,
  patchEach,
  rowKey,
  undoEach,
  type Failure,
} from './change-action';
import { FINISHED_DAYS } from './grouping';

interface Lists {
  open: ActionView[];
  /** Of the last days, or ever. */
  finished: ActionView[];
  /** What a concern is asked for, open and finished; nothing while none is. */
  concerned: ActionView[];
  oversight: OversightView;
}

/** The action items of all incidents, and the one way in which this page changes them. */
export class ActionList {
  /** Whether all that was ever finished is asked for, or only the last days. */
  everFinished = $state(false);
  /** What the last change of several rows left unchanged. */
  failures = $state.raw<Failure[]>([]);

  /** Versions that a conflict told of, by row. */
  readonly #told: Record<string, number> = {};
  readonly #filter: () => ListFilter;
  readonly #concern: () => Concern | undefined;
  readonly #lists = remote((signal) => this.#read(signal));

  /** Made while a component is set up: it reads again whenever what is asked for is another. */
  constructor(filter: () => ListFilter, concern: () => Concern | undefined) {
    this.#filter = filter;
    this.#concern = concern;
  }

  get lists() {
    return this.#lists;
  }

  async #read(signal: AbortSignal): Promise<Lists> {
    const filter = this.#filter();
    const concern = this.#concern();
    const days = this.everFinished ? undefined : FINISHED_DAYS;
    const list = (asked: {
      state?: 'open' | 'finished';
      finished_within_days?: number;
      concern?: Concern;
    }) =>
      expectOk(api.GET('/api/v1/actions', { params: { query: { ...filter, ...asked } }, signal }));
    const [open, finished, concerned, oversight] = await Promise.all([
      list({ state: 'open' }),
      list({ state: 'finished', finished_within_days: days }),
      concern ? list({ concern }) : [],
      expectOk(api.GET('/api/v1/action-oversight', { params: { query: filter }, signal })),
    ]);
    return { open, finished, concerned, oversight };
  }

  readonly reload = (): Promise<void> => this.#lists.reload();

  /**
   * Reads the list again when others changed it since. The current row stays the one it was,
   * wherever it is then. Returns how to stop.
   */
  follow(current: { index: number }, rows: () => ActionView[]): () => void {
    const keyAt = (index: number) => {
      const row = rows()[index];
      return row && rowKey(row);
    };
    return this.#lists.follow(concernsLists, async () => {
      const key = keyAt(current.index);
      await this.reload();
      if (key === undefined || keyAt(current.index) === key) return;
      current.index = rows().findIndex((row) => rowKey(row) === key);
    });
  }

  /**
   * Changes an item as it was seen; throws what is refused. After a conflict the list is read again,
   * and what is sent once more is meant for what it shows then.
   */
  async change(row: ActionView, patch: ActionPatch, message: string): Promise<void> {
    const key = rowKey(row);
    const seen = Math.max(row.version, this.#told[key] ?? 0);
    try {
      const made = await patchAction(row, seen, patch);
      await this.reload();
      if (isMade(made, seen)) offerUndo(message, made, this.reload);
      else toasts.show(`“${row.action.title}” was so already, or changed meanwhile; look again.`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      if (error.problem.conflict) this.#told[key] = error.problem.conflict.version;
      await this.reload();
      throw new ApiError({
        ...error.problem,
        detail:
          'Somebody changed it meanwhile. The list shows how it is now; send it again if it still holds.',
      });
    }
  }

  /** The same to several, with one way back for all of it; what is refused stays in `failures`. */
  async changeAll(rows: ActionView[], patch: ActionPatch, done: string): Promise<Failure[]> {
    const { made, failures } = await patchEach(rows, patch);
    await this.reload();
    this.failures = failures;
    if (made.length > 0) {
      const of = failures.length > 0 ? ` of ${rows.length}` : '';
      toasts.show(`${made.length}${of} actions: ${done}.`, { undo: () => this.#undoAll(made) });
    }
    return failures;
  }

  async #undoAll(made: IncidentView[]): Promise<void> {
    const kept = await undoEach(made);
    await this.reload();
    if (kept.length > 0) {
      toasts.show(`${plural(kept.length, 'change')} could not be taken back. ${kept.join(' ')}`);
    }
  }
}
