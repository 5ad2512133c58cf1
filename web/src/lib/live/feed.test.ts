import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { connection } from '$lib/api/connection.svelte';

import { concernsLists } from './concerns';
import { Feed, type FeedChange } from './feed.svelte';

/** A stream whose server is the test. */
class Source extends EventTarget {
  static opened: Source[] = [];
  closed = false;

  constructor(readonly url: string) {
    super();
    Source.opened.push(this);
  }

  close() {
    this.closed = true;
  }

  tell(name: string, data: object) {
    this.dispatchEvent(
      new MessageEvent(name, { data: JSON.stringify({ now: '2026-10-14T16:04:00Z', ...data }) }),
    );
  }

  static get last(): Source {
    const source = Source.opened.at(-1);
    if (!source) throw new Error('no stream was opened');
    return source;
  }
}

const change = (seq: number, incident: string | null = 'INC-57', version = seq): FeedChange => ({
  seq,
  at: '2026-10-14T16:04:00Z',
  incident,
  version,
  name: 'action_item.changed',
  place: 'action_item:1',
});

const answers = vi.fn<() => Promise<boolean>>();
const read = vi.fn<() => Promise<void>>();
const all = () => true;
let feed: Feed;

function look(hidden: boolean) {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Source);
  Source.opened = [];
  answers.mockReset().mockResolvedValue(true);
  read.mockReset().mockResolvedValue();
  feed = new Feed(answers);
});
afterEach(() => {
  feed.stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the stream', () => {
  it('is opened once, at the present', () => {
    feed.start();
    feed.start();
    expect(Source.opened.map(({ url }) => url)).toEqual(['/api/v1/feed']);
  });

  it('goes on after the last change when it broke', async () => {
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    Source.last.tell('change', change(9));
    Source.last.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(Source.opened.map(({ url }) => url)).toEqual(['/api/v1/feed', '/api/v1/feed?after=9']);
    expect(Source.opened[0]?.closed).toBe(true);
  });

  it('waits for the connection, or for a session, before it goes on', async () => {
    answers.mockResolvedValue(false);
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    Source.last.tell('end', { code: 'not_signed_in' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(Source.opened).toHaveLength(1);
    connection.resume();
    expect(Source.last.url).toBe('/api/v1/feed?after=7');
  });

  it('tries ever more seldom while it breaks at once', async () => {
    feed.start();
    for (let tries = 0; tries < 30; tries++) {
      Source.last.dispatchEvent(new Event('error'));
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(Source.opened.length).toBeLessThan(20);
  });

  it('takes a long silence for a broken stream', async () => {
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    await vi.advanceTimersByTimeAsync(30_000);
    Source.last.tell('clock', {});
    await vi.advanceTimersByTimeAsync(39_000);
    expect(Source.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(Source.opened).toHaveLength(2);
  });

  it('is closed while nobody looks, and misses nothing', async () => {
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    look(true);
    expect(Source.last.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Source.opened).toHaveLength(1);
    look(false);
    expect(Source.last.url).toBe('/api/v1/feed?after=7');
  });

  it('has everything read again when a page was opened out of sight', async () => {
    look(true);
    feed.follow({ concerns: all, read });
    feed.start();
    expect(Source.opened).toHaveLength(0);
    look(false);
    Source.last.tell('hello', { seq: 7 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledOnce();
  });
});

describe('who follows', () => {
  it('hears of what concerns it, until it stops', async () => {
    const stop = feed.follow({ concerns: ({ incident }) => incident === 'INC-57', read });
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    Source.last.tell('change', change(8, 'INC-12'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).not.toHaveBeenCalled();
    Source.last.tell('change', change(9));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledOnce();
    stop();
    Source.last.tell('change', change(10));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledOnce();
  });

  it('reads all again when the place in the log is too old', async () => {
    feed.follow({ concerns: () => false, read });
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    Source.last.tell('reset', { seq: 9001 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledOnce();
    Source.last.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(Source.last.url).toBe('/api/v1/feed?after=9001');
  });

  it('hears of what came between its question and its answer', async () => {
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    await vi.advanceTimersByTimeAsync(10);
    Source.last.tell('change', change(8));
    await vi.advanceTimersByTimeAsync(10);
    const askedAt = performance.now();
    await vi.advanceTimersByTimeAsync(10);
    Source.last.tell('change', change(9));
    const heard = vi.fn(({ seq }: FeedChange) => seq > 0);
    feed.follow({ concerns: heard, read, askedAt });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard.mock.calls.map(([{ seq }]) => seq)).toContain(9);
    expect(heard.mock.calls.map(([{ seq }]) => seq)).not.toContain(8);
    expect(read).toHaveBeenCalledOnce();
  });

  it('reads again what was asked for before the stream stood', async () => {
    feed.start();
    feed.follow({ concerns: all, read, askedAt: 0 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).not.toHaveBeenCalled();
    Source.last.tell('hello', { seq: 7 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(read).toHaveBeenCalledOnce();
    const late = vi.fn(() => Promise.resolve());
    feed.follow({ concerns: all, read: late, askedAt: 0 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(late).toHaveBeenCalledOnce();
  });
});

describe('an own write', () => {
  it('is known since its answer, or since the stream told of it', async () => {
    feed.start();
    Source.last.tell('hello', { seq: 7 });
    feed.wrote('INC-57', 8);
    const answered = performance.now();
    await vi.advanceTimersByTimeAsync(100);
    Source.last.tell('change', change(8));
    const heard = performance.now();
    expect(feed.knownSince(change(8))).toBe(answered);
    await vi.advanceTimersByTimeAsync(100);
    Source.last.tell('change', change(9));
    expect(feed.knownSince(change(9))).toBe(heard + 100);
  });
});

it('tells the time of the server', async () => {
  vi.setSystemTime('2026-10-14T15:00:00Z');
  feed.start();
  Source.last.tell('hello', { seq: 7, now: '2026-10-14T16:04:00Z' });
  await vi.advanceTimersByTimeAsync(1_500);
  // Late on its way: the server's clock does not go back for it.
  Source.last.tell('clock', { now: '2026-10-14T16:04:01Z' });
  expect(feed.now().toISOString()).toBe('2026-10-14T16:04:01.500Z');
});

it('keeps prose and a meeting’s words out of lists', () => {
  const at = (place: string, incident: string | null = 'INC-57') =>
    concernsLists({ ...change(1, incident), place });
  expect(['action_item:1', 'publication', 'incident.title_changed'].every((p) => at(p))).toBe(true);
  expect(['section:summary', 'answer:4', 'meeting_word:2', 'ballot'].some((p) => at(p))).toBe(
    false,
  );
  expect(at('service:2', null)).toBe(false);
});
