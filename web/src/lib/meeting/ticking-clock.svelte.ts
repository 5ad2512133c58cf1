/** The server's clock as it goes on: what every shown time of a meeting is reckoned with. */

import { onMount } from 'svelte';

import { ServerClock } from '$lib/live/server-clock';

/** Often, so that two screens in one room change their second together. */
const TICK_MS = 250;

export class TickingClock {
  /** As `Date.now()` would say it there. */
  now = $state(Date.now());
  readonly #server = new ServerClock();

  /** An answer says what time it is there. */
  heard(now: string): void {
    this.#server.heard(now);
    this.tick();
  }

  tick(): void {
    this.now = this.#server.now().getTime();
  }
}

/** Goes on while the page is open, whichever clock it has then. */
export function keepTicking(clock: () => TickingClock | undefined): void {
  onMount(() => {
    const timer = setInterval(() => clock()?.tick(), TICK_MS);
    return () => clearInterval(timer);
  });
}
