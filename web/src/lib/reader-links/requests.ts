/** What the secret addresses of calendars and readers of feeds ask of the server. */

import { api, expectOk } from '$lib/api/client';
import type { ReaderLinks, ReaderScope } from '$lib/api/reader-link-shapes';

const LINK = '/api/v1/reader-links/{scope}';

export async function readReaderLinks(signal: AbortSignal): Promise<ReaderLinks> {
  const links: unknown = await expectOk(api.GET('/api/v1/reader-links', { signal }));
  // An answer holds every field; the schema calls optional what may be nothing.
  return links as ReaderLinks;
}

/** Makes one, or a new one in place of it: the old address is void at once. */
export function makeReaderLink(scope: ReaderScope) {
  return expectOk(api.POST(LINK, { params: { path: { scope } } }));
}

export async function removeReaderLink(scope: ReaderScope): Promise<void> {
  await expectOk(api.DELETE(LINK, { params: { path: { scope } } }));
}
