import { isMade } from '$lib/actions/change-action';
import type { IncidentPatch } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';
import { requestsFor } from '$lib/components/document/requests';

import type { Selected } from './selection.svelte';

export interface Failure {
  reference: string;
  reason: string;
}

/** An edit that was made, by the version that it made. */
interface Made {
  reference: string;
  version: number;
}

export interface Outcome {
  made: Made[];
  failures: Failure[];
  /** Those that had it already. */
  unchanged: number;
}

/** The same edit of many incidents, one after the other; each stands or fails by itself. */
export class BulkEdit {
  done = $state(0);
  total = $state(0);
  failures = $state.raw<Failure[]>([]);
  #stopped = false;

  get running(): boolean {
    return this.done < this.total;
  }

  /** What is done stays done; the rest is left alone. */
  readonly stop = (): void => {
    this.#stopped = true;
  };

  readonly forget = (): void => {
    this.failures = [];
  };

  /** `change` says what is to change of a row; null where nothing is. */
  async run(rows: Selected[], change: (row: Selected) => IncidentPatch | null): Promise<Outcome> {
    const outcome: Outcome = { made: [], failures: [], unchanged: 0 };
    await this.#each(rows, outcome, async ({ reference, version }, row) => {
      const body = change(row);
      const edited = body && (await requestsFor(reference).facts(body, version));
      // An edit that changed nothing made no version: taking that back would take back another's.
      if (!edited || !isMade(edited, version)) outcome.unchanged += 1;
      else outcome.made.push({ reference, version: edited.version });
    });
    return outcome;
  }

  async undo(made: Made[]): Promise<Outcome> {
    const outcome: Outcome = { made: [], failures: [], unchanged: 0 };
    await this.#each(made, outcome, async ({ reference, version }) => {
      const { version: now } = await requestsFor(reference).undo(version);
      outcome.made.push({ reference, version: now });
    });
    return outcome;
  }

  async #each<Row extends Made>(
    rows: Row[],
    outcome: Outcome,
    work: (made: Made, row: Row) => Promise<void>,
  ): Promise<void> {
    [this.done, this.total, this.#stopped, this.failures] = [0, rows.length, false, []];
    try {
      for (const row of rows) {
        if (this.#stopped) break;
        await this.#one(row, outcome, work);
        this.done += 1;
      }
    } finally {
      this.total = this.done;
    }
  }

  async #one<Row extends Made>(
    row: Row,
    outcome: Outcome,
    work: (made: Made, row: Row) => Promise<void>,
  ): Promise<void> {
    try {
      await work(row, row);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      outcome.failures.push({ reference: row.reference, reason: error.message });
      this.failures = [...outcome.failures];
    }
  }
}
