import { describe, expect, it } from 'vitest';

import { readEvents } from './event-stream';

function stream(chunks: Uint8Array[], oncancel = () => undefined) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
    cancel: oncancel,
  });
}

async function all(chunks: Uint8Array[]): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of readEvents(stream(chunks))) events.push(event);
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('events that answer a request', () => {
  it('are read wherever their bytes are cut', async () => {
    const whole = bytes('event: progress\ndata: {"at":1}\n\n: alive\n\ndata: {"at":"é"}\n\n');
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(await all([whole.slice(0, cut), whole.slice(cut)])).toEqual([{ at: 1 }, { at: 'é' }]);
    }
  });

  it('tell nothing of one that was cut off', async () => {
    expect(await all([bytes('data: {"at":1}\n\ndata: {"at"')])).toEqual([{ at: 1 }]);
  });

  it('end the request when nobody reads on', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('data: 1\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const event of readEvents(endless)) {
      expect(event).toBe(1);
      break;
    }
    expect(cancelled).toBe(true);
  });
});
