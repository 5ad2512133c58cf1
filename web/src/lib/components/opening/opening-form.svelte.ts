/** A post-mortem that is about to be started: one sentence, and what else is known by now. */

import type { Visibility } from '$lib/api/incident-shapes';
import type { OpenForm, SeverityName } from '$lib/api/shapes';
import { NO_MOMENT, readMoment, typed, type TypedMoment } from '$lib/components/document/moments';
import { EVERYONE } from '$lib/incidents/visibility';
import { workspace } from '$lib/workspace.svelte';

export type NoticedBy = 'alert' | 'customer' | 'colleague' | 'partner' | 'unknown';

export class OpeningForm {
  title = $state('');
  severity = $state<SeverityName>('sev3');
  noticedBy = $state<NoticedBy>('unknown');
  visibility = $state.raw<Visibility>(EVERYONE);
  /** The day is likely today; without a time of day nothing is said. */
  began = $state<TypedMoment>(NO_MOMENT);
  recovered = $state<TypedMoment>(NO_MOMENT);

  #added = $state.raw<number[]>([]);
  #takenOut = $state.raw<number[]>([]);

  /** Those that the sentence names, as long as nobody took them out. */
  readonly #named = $derived(
    workspace.services.filter(({ name }) => stands(name, this.title)).map(({ id }) => id),
  );
  readonly services = $derived([
    ...this.#named.filter((id) => !this.#takenOut.includes(id)),
    ...this.#added.filter((id) => !this.#named.includes(id)),
  ]);

  readonly begun = $derived(this.title.trim().length >= 8);
  readonly beganError = $derived(errorOf(this.began));
  readonly recoveredError = $derived(errorOf(this.recovered));
  readonly ready = $derived(this.title.trim() !== '' && !this.beganError && !this.recoveredError);

  constructor(now: Date) {
    const today = { date: typed(now.toISOString()).date, time: '' };
    this.began = today;
    this.recovered = { ...today };
  }

  isNamed(service: number): boolean {
    return this.#named.includes(service);
  }

  choose(service: number, chosen: boolean): void {
    this.#added = this.#added.filter((id) => id !== service);
    this.#takenOut = this.#takenOut.filter((id) => id !== service);
    if (chosen) this.#added = [...this.#added, service];
    else this.#takenOut = [...this.#takenOut, service];
  }

  get body(): OpenForm {
    const impact_started_at = momentOf(this.began);
    // When it was over says little before it is known when it began.
    const recovered_at = impact_started_at ? momentOf(this.recovered) : null;
    return {
      title: this.title.trim(),
      severity: this.severity,
      services: this.services,
      milestones: {
        ...(impact_started_at && { impact_started_at }),
        ...(recovered_at && { recovered_at }),
      },
      ...(this.visibility.to === 'restricted' && { visibility: this.visibility }),
      ...(this.noticedBy !== 'unknown' && { impact: { detected_by: this.noticedBy } }),
    };
  }
}

/** The name as a word of its own: `search` is not in “researched”. */
function stands(name: string, text: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\d-])${escaped}(?![\\p{L}\\d-])`, 'iu').test(text);
}

/** A day alone was filled in beforehand and is no statement. */
function said(moment: TypedMoment): TypedMoment {
  return moment.time.trim() === '' ? NO_MOMENT : moment;
}

function momentOf(moment: TypedMoment): string | null {
  const read = readMoment(said(moment));
  return 'at' in read ? read.at : null;
}

function errorOf(moment: TypedMoment): string | undefined {
  const read = readMoment(said(moment));
  return 'error' in read ? read.error : undefined;
}
