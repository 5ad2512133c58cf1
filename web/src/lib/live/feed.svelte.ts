/**
 * What others change, as it happens. A page that shows something of the server follows it while it
 * is shown:
 *
 *     $effect(() => feed.follow({ concerns: ({ incident }) => incident === 'INC-57', read }));
 *
 * The stream carries no contents: what is shown is read again, bursts at once. It also tells the
 * server's clock, `feed.now()`.
 */

import { api } from '$lib/api/client';

import { ChangeStream, type FeedChange } from './change-stream';
import { HeardChanges } from './heard-changes';
import { MergedReads } from './merged-reads';
import { ServerClock } from './server-clock';

export type { FeedChange };

export interface Following {
  /**
   * Whether what is shown may be another after this change. Asked when it is heard and again
   * before it is read, when an own write may have brought it already.
   */
  concerns: (change: FeedChange) => boolean;
  read: () => Promise<unknown>;
  /** From one reading to the next, at least; a quarter of a second unless given. */
  apartMs?: number;
  /** When what is shown was asked for (`performance.now()`), if that was before it was followed. */
  askedAt?: number;
}

const APART_MS = 250;

export class Feed {
  // Nothing of this is drawn.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping
  readonly #followers = new Map<Following, MergedReads<FeedChange>>();
  readonly #heard = new HeardChanges();
  readonly #clock = new ServerClock();
  readonly #stream: ChangeStream;
  /** Since when nothing is missed. */
  #beganAt: number | undefined;

  constructor(answers: () => Promise<boolean>) {
    this.#stream = new ChangeStream(
      {
        changed: (change) => this.#changed(change),
        began: () => this.#began(),
        missed: () => this.#missed(),
        clock: (now) => this.#clock.heard(now),
      },
      answers,
    );
  }

  /** For every page of somebody who is signed in; the first call opens the stream. */
  start(): void {
    this.#stream.start();
  }

  stop(): void {
    this.#stream.stop();
    this.#heard.forget();
    this.#beganAt = undefined;
  }

  /** Returns how to follow no longer. */
  follow(following: Following): () => void {
    const reads = new MergedReads<FeedChange>({ apartMs: APART_MS, ...following });
    this.#followers.set(following, reads);
    const { askedAt } = following;
    if (askedAt !== undefined && this.#beganAt !== undefined) {
      if (askedAt < this.#beganAt) reads.readAnyway();
      else for (const change of this.#heard.since(askedAt)) reads.hear(change);
    }
    return () => {
      reads.stop();
      this.#followers.delete(following);
    };
  }

  /** A reading that began after this moment (of `performance.now()`) has the change in it. */
  knownSince(change: FeedChange): number {
    return this.#heard.knownSince(change);
  }

  /** For the client: the answer to a write, with the version that the incident has now. */
  wrote(incident: string, version: number): void {
    this.#heard.wrote(incident, version);
  }

  /** The server's clock; the browser's may be wrong. */
  now(): Date {
    return this.#clock.now();
  }

  #changed(change: FeedChange): void {
    this.#heard.add(change);
    for (const reads of this.#followers.values()) reads.hear(change);
  }

  #began(): void {
    this.#beganAt = performance.now();
    for (const [{ askedAt }, reads] of this.#followers) {
      if (askedAt !== undefined) reads.readAnyway();
    }
  }

  #missed(): void {
    this.#beganAt = performance.now();
    for (const reads of this.#followers.values()) reads.readAnyway();
  }
}

/** The client's own rules take it from here: a lost connection, an ended session. */
async function serverAnswers(): Promise<boolean> {
  try {
    return (await api.GET('/api/v1/session')).response.ok;
  } catch {
    return false;
  }
}

export const feed = new Feed(serverAnswers);

api.use({
  onResponse({ request, response }) {
    if (request.method === 'GET') return;
    const incident = /^\/api\/v1\/incidents\/([^/]+)/.exec(new URL(request.url).pathname)?.[1];
    const version = Number(/^"(\d+)"$/.exec(response.headers.get('ETag') ?? '')?.[1]);
    if (incident && version) feed.wrote(incident, version);
  },
});
