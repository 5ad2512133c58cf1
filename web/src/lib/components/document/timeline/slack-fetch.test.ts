import { describe, expect, it } from 'vitest';

import type { SlackReport } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';

import { SlackFetch, type Ask } from './slack-fetch.svelte';

const REPORT: SlackReport & { what: 'done' } = {
  what: 'done',
  channel_name: 'inc-4711',
  messages: 4,
  new: 4,
  revised: 0,
  offered: 4,
  gone: 0,
  passed_over: {},
};
const PROGRESS = { what: 'progress', messages: 2, threads_left: 1, wait_seconds: null };

function telling(...events: unknown[]): Ask {
  const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  return () => Promise.resolve(new Response(text).body);
}

const run = (ask: Ask) => new SlackFetch(ask).run('INC-1', { link: 'C0INC4711' });

describe('a fetch from Slack', () => {
  it('answers with what came of it', async () => {
    expect(await run(telling(PROGRESS, REPORT))).toEqual(REPORT);
  });

  it('throws the problem that the server tells on the way', async () => {
    const failed = { what: 'failed', title: 'x', status: 422, code: 'slack_busy', detail: 'wait' };
    const error = await run(telling(PROGRESS, failed)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).code).toBe('slack_busy');
  });

  it('says that the server was lost when the stream breaks off', async () => {
    await expect(run(telling(PROGRESS))).rejects.toMatchObject({ code: 'unreachable' });
    await expect(run(() => Promise.resolve(null))).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('comes to nothing when it is stopped', async () => {
    const fetching = new SlackFetch((_reference, _form, signal) => {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(PROGRESS)}\n\n`));
          signal.addEventListener('abort', () => controller.error(signal.reason));
        },
      });
      return Promise.resolve(stream);
    });
    const outcome = fetching.run('INC-1', { link: 'C0INC4711' });
    await expect.poll(() => fetching.progress?.messages).toBe(2);
    fetching.stop();
    expect(await outcome).toBeUndefined();
    expect(fetching.progress).toBeUndefined();
  });
});
