import { untrack } from 'svelte';

import { feed, type FeedChange } from '$lib/live/feed.svelte';

import { connection } from './connection.svelte';
import { ApiError } from './problem';

type Read<T> = (signal: AbortSignal) => Promise<T>;

/** A list is dear to read, and one second late is soon enough for it. */
const LIST_APART_MS = 1_000;

/** What the server was last asked for: its answer, or why there is none. */
export class Remote<T> {
  value = $state.raw<T>();
  error = $state.raw<ApiError>();
  loading = $state(false);

  readonly #read: Read<T>;
  #request: AbortController | undefined;
  #stopWaiting: (() => void) | undefined;
  #askedAt = 0;

  constructor(read: Read<T>) {
    this.#read = read;
  }

  /** Asks again. The last answer stays until the next one comes, so that nothing flickers. */
  readonly reload = async (): Promise<void> => {
    this.cancel();
    const request = new AbortController();
    this.#request = request;
    this.loading = true;
    this.#askedAt = performance.now();
    try {
      const value = await this.#read(request.signal);
      if (request.signal.aborted) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (request.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      // Without a value the error is on show, and that asks again by itself.
      if (error.passing && this.value !== undefined) {
        this.#stopWaiting = connection.onReturn(() => void this.reload());
      }
    } finally {
      if (this.#request === request) this.loading = false;
    }
  };

  cancel(): void {
    this.#request?.abort();
    this.#stopWaiting?.();
  }

  /** Asks again after changes that concern it, unless it did so since. Returns how to stop. */
  follow(concerns: (change: FeedChange) => boolean, read = this.reload): () => void {
    return feed.follow({
      concerns: (change) => concerns(change) && this.#askedAt < feed.knownSince(change),
      read,
      apartMs: LIST_APART_MS,
    });
  }
}

/**
 * Reads while the component lives, and again whenever something that `read` looks at before its
 * first `await` changes. A request that a newer one overtakes is aborted. With `concerns` it also
 * follows what others change.
 */
export function remote<T>(read: Read<T>, concerns?: (change: FeedChange) => boolean): Remote<T> {
  const resource = new Remote(read);
  if (concerns) $effect(() => resource.follow(concerns));
  $effect(() => {
    // The request's own state must not become a reason to send it again.
    const started = resource.reload();
    void started;
    return () => untrack(() => resource.cancel());
  });
  return resource;
}
