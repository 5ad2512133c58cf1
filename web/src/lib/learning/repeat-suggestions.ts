/** What becomes of suggested repeats, and how those that were recorded compare with decisions. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import { shortDate, plural } from '$lib/format';

type Schemas = components['schemas'];
export type SuggestionMode = Schemas['SuggestionMode'];
export type ShadowReport = Schemas['ShadowReport'];
export type CountedShare = Schemas['CountedShare'];

export const MODES: { mode: SuggestionMode; words: string }[] = [
  { mode: 'live', words: 'shown, for a person to confirm or rule out' },
  { mode: 'shadow', words: 'recorded and shown nowhere, to see how often they are right' },
  { mode: 'off', words: 'not made' },
];

export function readRepeatSuggestions(signal?: AbortSignal): Promise<Schemas['RepeatSuggestions']> {
  return expectOk(api.GET('/api/v1/repeat-suggestions', { signal }));
}

/** What was recorded, and in which time. */
export function recordedWords({ period, incidents, suggestions }: ShadowReport): string {
  const { from, until } = period;
  const when = until
    ? `From ${shortDate(from)} to ${shortDate(until)}`
    : `Since ${shortDate(from)}`;
  if (incidents === 0) {
    return until
      ? `${when} no incident was opened or edited.`
      : `${when} no incident was opened or edited; the next one is looked at.`;
  }
  const looked = plural(incidents, 'incident was', 'incidents were');
  if (suggestions === 0)
    return `${when} ${looked} looked at, and nothing would have been suggested.`;
  const named = plural(suggestions, 'earlier one', 'earlier ones');
  return `${when} ${looked} looked at, and ${named} would have been suggested.`;
}

export interface ShareRow {
  /** "Suggestions that people confirmed" */
  what: string;
  share: CountedShare;
  /** While nothing can be counted: what it waits for. */
  waits: string;
}

export function shareRows({ precision, recall }: ShadowReport): ShareRow[] {
  return [
    {
      what: 'Suggestions that were right',
      share: precision,
      waits: 'Nobody has decided on one of them yet.',
    },
    {
      what: 'Repeats that were suggested',
      share: recall,
      waits: 'Nobody has confirmed a repeat among them yet.',
    },
  ];
}
