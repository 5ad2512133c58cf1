/** What happened nearby: signals that could be entries, and milestones that those there suggest. */

import type { Offers as Told } from '$lib/api/incident-shapes';
import { ApiError, sentence } from '$lib/api/problem';
import { remote, type Remote } from '$lib/api/remote.svelte';
import { plural } from '$lib/format';
import { ListCursor } from '$lib/list-cursor.svelte';
import { concernsLists } from '$lib/live/concerns';
import type { FeedChange } from '$lib/live/feed.svelte';
import { toasts } from '$lib/toasts.svelte';

import type { OpenIncident } from '../open-incident.svelte';
import { concernsOffers } from './concerns-offers';

const NOTHING: Told = {
  offers: [],
  milestones: [],
  more: { happened: 0, said: 0, set_aside: 0 },
};

export class Offers {
  readonly #incident: OpenIncident;
  readonly #remote: Remote<Told>;
  /** The list is on show. */
  open = $state(false);
  busy = $state(false);
  #picked = $state.raw<number[]>([]);

  readonly offered = $derived.by(() => this.#told.offers.filter(({ set_aside }) => !set_aside));
  readonly setAside = $derived.by(() => this.#told.offers.filter(({ set_aside }) => set_aside));
  /** How many there are beyond those listed. */
  readonly more = $derived.by(() => this.#told.more);
  readonly milestones = $derived.by(() => this.#told.milestones);
  /** Those chosen that are still offered. */
  readonly chosen = $derived(
    this.offered.map(({ id }) => id).filter((id) => this.#picked.includes(id)),
  );

  readonly cursor = new ListCursor(
    'offer',
    () => this.offered.length,
    (index) => this.toggle(this.offered[index]?.id),
  );

  /** Made while a component is set up: it follows what others change as long as that lives. */
  constructor(incident: OpenIncident) {
    this.#incident = incident;
    this.#remote = remote(
      () => (incident.editable ? incident.requests.offers() : Promise.resolve(NOTHING)),
      (change: FeedChange) =>
        (change.incident === incident.view.reference && concernsLists(change)) ||
        concernsOffers(change, incident.view.services),
    );
  }

  get #told() {
    return (this.#incident.editable && this.#remote.value) || NOTHING;
  }

  reload(): Promise<void> {
    return this.#remote.reload();
  }

  has(id: number): boolean {
    return this.chosen.includes(id);
  }

  toggle(id: number | undefined): void {
    if (id === undefined) return;
    this.#picked = this.has(id) ? this.chosen.filter((one) => one !== id) : [...this.chosen, id];
  }

  /** All, or none when all are chosen. */
  toggleAll(): void {
    const all = this.offered.map(({ id }) => id);
    this.#picked = this.chosen.length === all.length ? [] : all;
  }

  async accept(signals: number[]): Promise<void> {
    const said = `${plural(signals.length, 'entry', 'entries')} added`;
    await this.#decide(() =>
      this.#incident.save((requests) => requests.decide({ decision: 'accept', signals }), {
        undo: said,
      }),
    );
  }

  async leaveOut(signals: number[]): Promise<void> {
    const left = await this.#decide(() =>
      this.#incident.save((requests) => requests.decide({ decision: 'set_aside', signals })),
    );
    if (!left) return;
    toasts.show(`${plural(signals.length, 'thing')} left out`, {
      undo: () => this.offerAgain(signals),
    });
  }

  async offerAgain(signals: number[]): Promise<void> {
    await this.#decide(() =>
      this.#incident.save((requests) => requests.decide({ decision: 'offer_again', signals })),
    );
  }

  /** Whether it was done; why not is said. */
  async #decide(carryOut: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    try {
      await carryOut();
      this.#picked = [];
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toasts.show(`Nothing was changed. ${sentence(error.message)}`);
      return false;
    } finally {
      await this.#remote.reload();
      this.busy = false;
    }
  }
}
