import type { Conflict, IncidentView } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';
import { feed } from '$lib/live/feed.svelte';
import { Live } from '$lib/live/live.svelte';
import { session } from '$lib/session.svelte';
import { toasts } from '$lib/toasts.svelte';

import { requestsFor, type Requests } from './requests';

export type Write = (requests: Requests, seen: number) => Promise<IncidentView>;

export interface WriteOptions {
  /** The version the person saw when they began; the one shown now unless given. */
  seen?: number;
  /** "Entry removed": said afterwards, with an Undo. */
  undo?: string;
  /** The same for what is not taken back but decided anew: "INC-12: not a repeat". */
  said?: string;
}

/** An edit that came too late, waiting for a person to choose a side. */
export interface OpenConflict extends Conflict {
  keepTheirs: () => void;
  writeMine: () => void;
}

/**
 * The incident that a page has open. Every write goes through here, so that the answer replaces
 * what is shown, a removal can be undone, and nobody overwrites what they have not seen.
 */
export class OpenIncident {
  view = $state.raw() as IncidentView;
  /** When this page last had something acknowledged. */
  savedAt = $state<string>();
  conflict = $state.raw<OpenConflict>();
  /** Whoever looks at it no longer sees it. */
  gone = $state(false);
  readonly requests: Requests;
  /** Its prose, which several people may write at once. */
  readonly live: Live;
  readonly #askedAt: number;
  #last: Promise<unknown> = Promise.resolve();

  /** `askedAt` is when `view` was asked for, by `performance.now()`. */
  constructor(
    view: IncidentView,
    requests: Requests = requestsFor(view.reference),
    askedAt = performance.now(),
  ) {
    this.view = view;
    this.requests = requests;
    this.#askedAt = askedAt;
    this.live = new Live(view.reference);
  }

  /** A published document is read until it is reopened, and a viewer never writes. */
  get editable(): boolean {
    return session.person?.role !== 'viewer' && this.view.postmortem.status !== 'published';
  }

  /**
   * Throws the `ApiError` when the write is refused; a conflict is settled here first. Writes take
   * turns, so that one's own quick second edit is made on the version that the first one made.
   */
  save(write: Write, options: WriteOptions = {}): Promise<void> {
    const turn = this.#last.then(() => this.#carryOut(write, options));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #carryOut(write: Write, options: WriteOptions): Promise<void> {
    const before = this.view.version;
    const { next, seen } = await this.#settle(write, options.seen ?? before);
    this.#show(next);
    if (options.said && next.version > before) toasts.show(options.said);
    // Another version in between may be the last one there is: that is not ours to take back.
    if (options.undo && next.version === seen + 1) this.#offerUndo(options.undo, next.version);
  }

  /** Shows what others write, as they write it. Returns how to stop. */
  follow(): () => void {
    const { reference } = this.view;
    return feed.follow({
      // A ticket's news are of no version.
      concerns: ({ incident, version }) =>
        incident === reference && (version === null || version > this.view.version),
      read: () => this.#readAgain(),
      askedAt: this.#askedAt,
    });
  }

  /** Reads again what others may have written; a failure leaves what is shown as it is. */
  async refresh(): Promise<void> {
    await this.#readAgain().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  async #readAgain(): Promise<void> {
    // An own write on its way comes first: its answer shows it all.
    await this.#last;
    const next = await this.requests.read().catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) this.gone = true;
      throw error;
    });
    // An answer that was overtaken by an edit of our own is old news.
    if (next.version >= this.view.version) this.view = next;
  }

  async #settle(write: Write, seen: number): Promise<{ next: IncidentView; seen: number }> {
    try {
      return { next: await write(this.requests, seen), seen };
    } catch (error) {
      const conflict = error instanceof ApiError ? error.problem.conflict : undefined;
      if (!conflict) throw error;
      const chosen = await this.#choose(conflict, write);
      if (chosen) return this.#settle(chosen, conflict.version);
      const next = await this.requests.read();
      return { next, seen: next.version };
    }
  }

  /** What is to be written now; nothing when theirs stays. */
  #choose(conflict: Conflict, mine: Write): Promise<Write | undefined> {
    return new Promise((resolve) => {
      const decide = (write?: Write) => {
        this.conflict = undefined;
        resolve(write);
      };
      this.conflict = {
        ...conflict,
        keepTheirs: () => decide(),
        writeMine: () => decide(mine),
      };
    });
  }

  #show(next: IncidentView): void {
    this.view = next;
    this.savedAt = next.updated_at;
  }

  #offerUndo(message: string, version: number): void {
    toasts.show(message, {
      undo: async () => {
        try {
          this.#show(await this.requests.undo(version));
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          toasts.show(`Not undone: ${error.message}.`);
        }
      },
    });
  }
}
