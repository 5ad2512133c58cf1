import { untrack } from 'svelte';

import { connection } from './connection.svelte';
import { ApiError } from './problem';

type Read<T> = (signal: AbortSignal) => Promise<T>;

/** What the server was last asked for: its answer, or why there is none. */
export class Remote<T> {
  value = $state.raw<T>();
  error = $state.raw<ApiError>();
  loading = $state(false);

  readonly #read: Read<T>;
  #request: AbortController | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(read: Read<T>) {
    this.#read = read;
  }

  /** Asks again. The last answer stays until the next one comes, so that nothing flickers. */
  readonly reload = async (): Promise<void> => {
    this.cancel();
    const request = new AbortController();
    this.#request = request;
    this.loading = true;
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
      if (isPassing(error) && this.value !== undefined) {
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
}

/** It says nothing of what was asked for, and asking again later may well succeed. */
function isPassing({ code, status }: ApiError): boolean {
  return code === 'unreachable' || status === 401;
}

/**
 * Reads while the component lives, and again whenever something that `read` looks at before its
 * first `await` changes. A request that a newer one overtakes is aborted.
 */
export function remote<T>(read: Read<T>): Remote<T> {
  const resource = new Remote(read);
  $effect(() => {
    // The request's own state must not become a reason to send it again.
    const started = resource.reload();
    void started;
    return () => untrack(() => resource.cancel());
  });
  return resource;
}
