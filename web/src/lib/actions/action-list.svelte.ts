import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { Remote } from '$lib/api/remote.svelte';
import type { ActionPatch, ActionView } from '$lib/api/shapes';
import { toasts } from '$lib/toasts.svelte';

import { offerUndo, patchAction } from './change-action';

/** How far back what is finished stays in view. */
const FINISHED_DAYS = 30;

interface Lists {
  open: ActionView[];
  finished: ActionView[];
}

async function readLists(signal: AbortSignal): Promise<Lists> {
  const list = (query: { state: 'open' | 'finished'; finished_within_days?: number }) =>
    expectOk(api.GET('/api/v1/actions', { params: { query }, signal }));
  const [open, finished] = await Promise.all([
    list({ state: 'open' }),
    list({ state: 'finished', finished_within_days: FINISHED_DAYS }),
  ]);
  return { open, finished };
}

/** The action items of all incidents, and the one way in which this page changes them. */
export class ActionList {
  readonly lists = new Remote(readLists);
  /** Every one there is; asked for only where all are shown. */
  readonly everything = new Remote((signal) =>
    expectOk(api.GET('/api/v1/actions', { params: { query: { state: 'all' } }, signal })),
  );

  readonly reload = async (): Promise<void> => {
    const all = this.everything.value ? this.everything.reload() : undefined;
    await Promise.all([this.lists.reload(), all]);
  };

  /** Changes an item as it was seen. True when it was taken; throws what belongs to a field. */
  async change(row: ActionView, patch: ActionPatch, message: string): Promise<boolean> {
    try {
      const made = await patchAction(row, row.version, patch);
      await this.reload();
      offerUndo(message, made, this.reload);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 409) throw error;
      await this.reload();
      toasts.show(
        `Somebody changed “${row.action.title}” meanwhile. The list is up to date now; nothing of yours was kept.`,
      );
      return false;
    }
  }
}
