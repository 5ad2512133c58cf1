/**
 * The one stream of server-sent events that a tab holds. It goes on where it stopped, waits ever
 * longer while it fails, and is closed while nobody looks at the tab: a browser allows six of
 * them for all its tabs together.
 */

import { connection } from '$lib/api/connection.svelte';

/** A row of the change log as the stream tells it: where something changed, never what. */
export interface FeedChange {
  seq: number;
  at: string;
  /** None when the workspace itself changed. */
  incident: string | null;
  version: number | null;
  name: string;
  place: string;
}

export interface StreamEars {
  changed: (change: FeedChange) => void;
  /** Something was missed, and nobody can say what. */
  missed: () => void;
  /** The stream stands for the first time: what was asked before may be older than it. */
  began: () => void;
  /** What the server's clock says. */
  clock: (now: string) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** The server says the time every 15 seconds. */
const SILENCE_MS = 40_000;

export class ChangeStream {
  readonly #ears: StreamEars;
  /** Whether the server answers and knows who is there; asked when the stream broke. */
  readonly #answers: () => Promise<boolean>;
  #started = false;
  #source: EventSource | undefined;
  /** The last change that was heard of. */
  #after: number | undefined;
  /** The page was there, and the stream was not. */
  #late = false;
  #pause = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(ears: StreamEars, answers: () => Promise<boolean>) {
    this.#ears = ears;
    this.#answers = answers;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    document.addEventListener('visibilitychange', this.#looked);
    addEventListener('offline', this.#broke);
    if (document.hidden) this.#late = true;
    else this.#open();
  }

  stop(): void {
    if (!this.#started) return;
    this.#started = false;
    this.#after = undefined;
    this.#late = false;
    document.removeEventListener('visibilitychange', this.#looked);
    removeEventListener('offline', this.#broke);
    this.#close();
  }

  readonly #looked = (): void => {
    if (document.hidden) this.#close();
    else this.#open();
  };

  #open(): void {
    this.#close();
    const after = this.#after === undefined ? '' : `?after=${this.#after}`;
    const source = new EventSource(`/api/v1/feed${after}`);
    this.#source = source;
    const on = <Data>(name: string, hear: (data: Data) => void) =>
      source.addEventListener(name, (event: MessageEvent<string>) => {
        if (source !== this.#source) return;
        this.#expectMore();
        hear(JSON.parse(event.data) as Data);
      });
    on<Told>('hello', (told) => this.#hello(told));
    on<Told>('clock', ({ now }) => this.#ears.clock(now));
    on<Told & FeedChange>('change', ({ now, ...change }) => {
      this.#after = change.seq;
      this.#ears.clock(now);
      this.#ears.changed(change);
    });
    on<Told>('reset', ({ seq, now }) => {
      this.#after = seq;
      this.#ears.clock(now);
      this.#ears.missed();
    });
    on('end', this.#broke);
    source.addEventListener('error', () => {
      if (source === this.#source) this.#broke();
    });
    this.#expectMore();
  }

  #hello({ seq, now }: Told): void {
    this.#pause = FIRST_PAUSE_MS;
    this.#ears.clock(now);
    if (this.#after !== undefined) return;
    this.#after = seq;
    if (this.#late) this.#ears.missed();
    else this.#ears.began();
    this.#late = false;
  }

  #expectMore(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#broke, SILENCE_MS);
  }

  readonly #broke = (): void => {
    this.#close();
    // A stream that never stood may have missed what the page was told before.
    if (this.#after === undefined) this.#late = true;
    if (!document.hidden) void this.#tryAgain();
  };

  async #tryAgain(): Promise<void> {
    const pause = this.#pause * (0.5 + jitter());
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    const answers = await this.#answers();
    if (!this.#started || this.#source || document.hidden) return;
    this.#close();
    // Out of reach, or nobody is signed in: both are said elsewhere, and end in the same call.
    if (answers) this.#timer = setTimeout(() => this.#open(), pause);
    else this.#stopWaiting = connection.onReturn(() => this.#open());
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }
}

interface Told {
  seq: number;
  now: string;
}

/** So that the pages of a server that was started again do not all come back at once. */
function jitter(): number {
  return Math.random();
}
