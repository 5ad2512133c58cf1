/** What the page does with the timeline: which entries it shows, where its keys stand, the pins. */

import { SvelteSet } from 'svelte/reactivity';

import type { TimelineEvent } from '$lib/api/incident-shapes';
import { ApiError, sentence } from '$lib/api/problem';
import { time } from '$lib/format';
import type { Shortcut } from '$lib/keyboard';
import { ListCursor } from '$lib/list-cursor.svelte';
import type { KeyHint } from '$lib/page-keys.svelte';
import { toasts } from '$lib/toasts.svelte';

import type { OpenIncident } from '../open-incident.svelte';
import { isFoldable, keyEntries, timelineRows } from '../timeline-rows';
import { Offers } from './offers.svelte';
import { repeatsOf } from './repeats';
import { entryForm } from './sources';

export class TimelineDesk {
  readonly #incident: OpenIncident;
  readonly offers: Offers;
  unfolded = $state(false);
  /** Paper cannot be unfolded. */
  printing = $state(false);
  /** Folds of repeated entries that somebody opened, by their first. */
  readonly opened = new SvelteSet<number>();

  readonly #all = $derived.by(() => this.#incident.view.timeline);
  readonly key = $derived(keyEntries(this.#all));
  readonly foldable = $derived(isFoldable(this.#all, this.key));
  readonly folded = $derived(this.foldable && !this.unfolded && !this.printing);
  readonly #shown = $derived(this.folded ? this.key : this.#all);
  readonly #repeats = $derived(this.printing ? undefined : repeatsOf(this.#shown));
  readonly rows = $derived.by(() => {
    const { gaps, milestones } = this.#incident.view;
    const repeats = { of: this.#repeats, opened: this.opened };
    return timelineRows(this.#all, gaps, milestones, this.#shown, repeats);
  });
  readonly #entries = $derived(
    this.rows.flatMap((row) => (row.row === 'entry' ? [row.event] : [])),
  );

  readonly #cursor = new ListCursor(
    'timeline',
    () => this.#entries.length,
    () => undefined,
    (index) =>
      document
        .getElementById(`event-${this.#entries[index]?.id ?? ''}`)
        ?.scrollIntoView({ block: 'nearest' }),
  );

  /** Made while the document's component is set up. */
  constructor(incident: OpenIncident) {
    this.#incident = incident;
    this.offers = new Offers(incident);
  }

  get current(): TimelineEvent | undefined {
    return this.#entries[this.#cursor.index];
  }

  readonly hints: KeyHint[] = [{ keys: ['j', 'k'], label: 'entries' }];

  readonly shortcuts: Shortcut[] = [
    { keys: 'j', label: 'next entry, or next thing nearby', run: () => this.#move(1) },
    { keys: 'k', label: 'entry before', run: () => this.#move(-1) },
    { keys: 'x', label: 'choose what happened nearby', run: () => this.#choose() },
    { keys: 'p', label: 'pin the entry as a key entry', run: () => void this.#pinCurrent() },
  ];

  #move(step: 1 | -1): void {
    if (this.offers.open) this.offers.cursor.move(step);
    else this.#cursor.move(step);
  }

  #choose(): void {
    if (this.offers.open) this.offers.cursor.open();
  }

  async #pinCurrent(): Promise<void> {
    if (this.current && !this.offers.open) await this.pin(this.current);
  }

  /** Pins an entry as a key entry, or no longer. What was on show stays so. */
  readonly pin = async (event: TimelineEvent): Promise<void> => {
    if (!this.folded) this.unfolded = true;
    const pinned = !event.pinned;
    const clock = time(event.occurred_at);
    try {
      await this.#incident.save(
        (requests, seen) => requests.correctEvent(event.id, entryForm(event, { pinned }), seen),
        { undo: pinned ? `Entry at ${clock} is a key entry` : `Entry at ${clock} unpinned` },
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toasts.show(`Nothing was changed. ${sentence(error.message)}`);
    }
  };
}
