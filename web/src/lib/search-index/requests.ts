/** Asks how the search index is, and has it made anew. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';

export type SearchIndex = components['schemas']['SearchIndexStatus'];

export function readSearchIndex(signal?: AbortSignal): Promise<SearchIndex> {
  return expectOk(api.GET('/api/v1/search-index', { signal }));
}

export async function rebuildSearchIndex(): Promise<void> {
  await expectOk(api.POST('/api/v1/search-index/rebuild'));
}
