/** What the server finds while somebody types. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';

export type SearchAnswer = components['schemas']['SearchResult'];
export type FoundIncident = SearchAnswer['incidents'][number];
export type IncidentSummary = FoundIncident['incident'];
export type Snippet = NonNullable<FoundIncident['snippet']>;

const EACH = 5;

export function askSearch(q: string, signal: AbortSignal): Promise<SearchAnswer> {
  const query = { q, limit: EACH };
  return expectOk(api.GET('/api/v1/search', { params: { query }, signal }));
}
