import { goto } from '$app/navigation';

/** The search of a list lives in `?q=`, so that a link to it is the search. */
export const QUERY_PARAM = 'q';

export function queryOf(url: URL): string {
  return url.searchParams.get(QUERY_PARAM) ?? '';
}

/** Typing replaces the entry in the history rather than adding one for every pause. */
export async function setQuery(url: URL, query: string): Promise<void> {
  const next = new URL(url);
  if (query) next.searchParams.set(QUERY_PARAM, query);
  else next.searchParams.delete(QUERY_PARAM);
  await goto(next, { replaceState: true, keepFocus: true, noScroll: true });
}

/** The address of a list of incidents; the usual order goes without saying. */
export function listAddress(query: string, order = 'newest'): string {
  const search = new URLSearchParams(query ? { [QUERY_PARAM]: query } : {});
  if (order !== 'newest') search.set('order', order);
  const text = search.toString();
  return text ? `/incidents?${text}` : '/incidents';
}
