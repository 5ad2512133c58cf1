import { ApiError } from '$lib/api/problem';
import { session } from '$lib/session.svelte';

import type { OpenIncident } from './open-incident.svelte';

/** Publishing as the person meets it: what is missing or open is read first, then it is done. */
export class Publishing {
  busy = $state(false);
  /** Its dialog is open. */
  asks = $state(false);
  /** Why it was not opened again. */
  refusal = $state<string>();

  readonly #incident: OpenIncident;

  constructor(incident: OpenIncident) {
    this.#incident = incident;
  }

  readonly start = (): void => {
    if (this.#incident.view.postmortem.status !== 'published') this.asks = true;
  };

  /** Writing begins again only once it is open. */
  get canReopen(): boolean {
    const published = this.#incident.view.postmortem.status === 'published';
    return published && session.person?.role !== 'viewer';
  }

  /** Throws when it is refused; what it still waits for is then known. */
  readonly publish = async (reason: string): Promise<void> => {
    try {
      await this.#incident.save((requests, seen) => requests.publish(reason, seen), {
        undo: 'Published',
      });
    } catch (error) {
      const waits = error instanceof ApiError && error.code === 'publish_conditions';
      if (waits) await this.#incident.refresh();
      throw error;
    }
  };

  readonly reopen = async (): Promise<void> => {
    this.busy = true;
    this.refusal = undefined;
    try {
      await this.#incident.save((requests, seen) => requests.reopen(seen), { undo: 'Reopened' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refusal = error.message;
    } finally {
      this.busy = false;
    }
  };
}
