import { ApiError } from '$lib/api/problem';
import { session } from '$lib/session.svelte';

import type { OpenIncident } from './open-incident.svelte';
import { missingItem, type ToPublish } from './publish-list';

/** Publishing as the person meets it: a reason first, what is missing, or done. */
export class Publishing {
  busy = $state(false);
  /** There is no action item; a reason is asked for. */
  asksReason = $state(false);
  /** What the server still waits for. */
  missing = $state.raw<ToPublish[]>([]);
  /** Refused for something else. */
  refusal = $state<string>();

  readonly #incident: OpenIncident;

  constructor(incident: OpenIncident) {
    this.#incident = incident;
  }

  readonly start = async (): Promise<void> => {
    const { actions, status } = this.#incident.view.postmortem;
    if (status === 'published' || this.busy) return;
    if (actions.length === 0) this.asksReason = true;
    else await this.#attempt(() => this.publish(''));
  };

  /** Writing begins again only once it is open. */
  get canReopen(): boolean {
    const published = this.#incident.view.postmortem.status === 'published';
    return published && session.person?.role !== 'viewer';
  }

  /** Throws when it is refused. */
  readonly publish = async (reason: string): Promise<void> => {
    await this.#incident.save((requests, seen) => requests.publish(reason, seen), {
      undo: 'Published',
    });
    this.missing = [];
  };

  readonly reopen = (): Promise<void> =>
    this.#attempt(() =>
      this.#incident.save((requests, seen) => requests.reopen(seen), { undo: 'Reopened' }),
    );

  async #attempt(task: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.missing = [];
    this.refusal = undefined;
    try {
      await task();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'publish_conditions') await this.#explain(error);
      else this.refusal = error.message;
    } finally {
      this.busy = false;
    }
  }

  /** The refusal has the sentences; the view knows where each is put right. */
  async #explain(error: ApiError): Promise<void> {
    await this.#incident.refresh();
    const known = this.#incident.view.missing;
    this.missing = (error.problem.errors ?? [error.message]).map((words) => {
      const missing = known.find(({ sentence }) => sentence === words);
      return missing ? missingItem(missing) : { kind: 'missing', words, href: '#actions' };
    });
  }
}
