import { goto } from '$app/navigation';

import type { Shortcut } from '$lib/keyboard';

/** The four places of the running head; `key` follows `g`. */
export const places = [
  { href: '/', label: 'The loop', key: 'l' },
  { href: '/incidents', label: 'Incidents', key: 'i' },
  { href: '/actions', label: 'Actions', key: 'a' },
  { href: '/patterns', label: 'Patterns', key: 'p' },
] as const;

export const NEW_POST_MORTEM = '/incidents/new';

export function isCurrent(href: string, pathname: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}

/** Goes to the search field of this page, or to that of the incidents. */
export async function focusSearch(): Promise<void> {
  if (!searchField()) await goto('/incidents');
  searchField()?.focus();
}

function searchField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-search-field]');
}

/** What works on every page. */
export function globalShortcuts(openSheet: () => void): Shortcut[] {
  return [
    ...places.map(({ href, label, key }) => ({
      keys: `g ${key}`,
      label: `go to ${label}`,
      run: () => void goto(href),
    })),
    { keys: '/', label: 'search', run: () => void focusSearch() },
    { keys: 'n', label: 'new post-mortem', run: () => void goto(NEW_POST_MORTEM) },
    { keys: '?', label: 'all shortcuts', run: openSheet },
  ];
}
