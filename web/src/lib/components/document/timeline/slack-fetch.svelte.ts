/** Bringing in what was said in Slack: a fetch, how far it is, and what came of it. */

import { api, expectOk } from '$lib/api/client';
import { readEvents } from '$lib/api/event-stream';
import type {
  SlackCourse,
  SlackForm,
  SlackProgress,
  SlackReport,
  SlackSources,
} from '$lib/api/incident-shapes';
import { ApiError, toProblem, unreachable } from '$lib/api/problem';

const AT = '/api/v1/incidents/{reference}/slack-messages';

export function readSlackSources(reference: string, signal?: AbortSignal): Promise<SlackSources> {
  return expectOk(api.GET(AT, { params: { path: { reference } }, signal }));
}

/** The stream of a fetch; it ends when the signal says so. */
export type Ask = (
  reference: string,
  form: SlackForm,
  signal: AbortSignal,
) => Promise<ReadableStream<Uint8Array> | null>;

const ask: Ask = async (reference, body, signal) => {
  const params = { path: { reference } };
  const answer = expectOk(api.POST(AT, { params, body, signal, parseAs: 'stream' }));
  return (await answer) as unknown as ReadableStream<Uint8Array> | null;
};

export class SlackFetch {
  progress = $state.raw<SlackProgress>();
  readonly #ask: Ask;
  #abort = new AbortController();

  constructor(asking: Ask = ask) {
    this.#ask = asking;
  }

  /** What came of it; `undefined` when it was stopped. Throws what went wrong. */
  async run(reference: string, form: SlackForm): Promise<SlackReport | undefined> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const stream = await this.#ask(reference, form, signal);
      if (stream) {
        for await (const event of readEvents<SlackCourse>(stream)) {
          if (signal.aborted) return undefined;
          if (event.what === 'done') return event;
          if (event.what === 'failed') throw new ApiError(toProblem(event, event.status));
          this.progress = event;
        }
      }
      // It broke off.
      throw unreachable();
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error instanceof ApiError ? error : unreachable();
    } finally {
      this.progress = undefined;
    }
  }

  stop(): void {
    this.#abort.abort();
  }
}
