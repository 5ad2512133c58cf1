/**
 * Whether the server can be reached. Every request tells; while it cannot, the server is asked
 * now and then, and what failed meanwhile is asked for again once it answers.
 */

/** Of several servers behind a proxy only one may be gone: that is found out soon. */
const QUICK_PAUSE_MS = 300;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/** A proxy that stands before the server answers with these when the server does not. */
const NOBODY_BEHIND_PROXY = [502, 504];

export class Connection {
  reachable = $state(true);

  readonly #probe: () => Promise<boolean>;
  #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(probe: () => Promise<boolean>) {
    this.#probe = probe;
  }

  /** For the client: how a request went. */
  answered(response: Response): void {
    if (NOBODY_BEHIND_PROXY.includes(response.status)) this.lost();
    else this.#back();
  }

  lost(): void {
    if (!this.reachable) return;
    this.reachable = false;
    this.#askAfter(QUICK_PAUSE_MS, FIRST_PAUSE_MS);
  }

  /** Asks at once: the browser is online again, or somebody does not want to wait. */
  async tryNow(): Promise<void> {
    if (this.reachable) return;
    clearTimeout(this.#timer);
    if (await this.#probe()) this.#back();
    else this.#askAfter(FIRST_PAUSE_MS);
  }

  /** Asks again for what failed: the server is back, or somebody is signed in again. */
  resume(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }

  /** Calls once at the next `resume`. Returns how to wait no longer. */
  onReturn(run: () => void): () => void {
    this.#waiting.push(run);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== run);
    };
  }

  #back(): void {
    if (this.reachable) return;
    clearTimeout(this.#timer);
    this.reachable = true;
    this.resume();
  }

  #askAfter(pause: number, next = Math.min(pause * 2, LONGEST_PAUSE_MS)): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#probe().then((answers) => {
        if (answers) this.#back();
        else if (!this.reachable) this.#askAfter(next);
      });
    }, pause);
  }
}

/** What needs no session, so that it answers whoever asks. */
async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch('/api/v1/instance', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

export const connection = new Connection(serverAnswers);
