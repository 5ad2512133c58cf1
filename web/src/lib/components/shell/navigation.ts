/** The places of the running head, and the keys that work on every page. */

import { goto } from '$app/navigation';

import type { Shortcut } from '$lib/keyboard';
import { toasts } from '$lib/toasts.svelte';

/** The four places of the running head; `key` follows `g`. */
export const places = [
  { href: '/', label: 'The loop', key: 'l' },
  { href: '/incidents', label: 'Incidents', key: 'i' },
  { href: '/actions', label: 'Actions', key: 'a' },
  { href: '/patterns', label: 'Patterns', key: 'p' },
] as const;

export const NEW_POST_MORTEM = '/incidents/new';

export function isCurrent(href: string, pathname: string): boolean {
  if (pathname === NEW_POST_MORTEM) return false;
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}

interface Offered {
  openSheet: () => void;
  /** Missing where no running head is: in a meeting. */
  openSearch?: () => void;
  /** Missing for those who may only read. */
  mayWrite: boolean;
  /** Nothing that leads to another page. */
  stays?: boolean;
}

/** What works on every page. */
export function globalShortcuts(offered: Offered): Shortcut[] {
  const { openSheet, openSearch, mayWrite, stays = false } = offered;
  const shortcuts: Shortcut[] = stays ? [] : goingPlaces();
  if (openSearch) shortcuts.push({ keys: '/', label: 'search', run: openSearch });
  if (mayWrite && !stays) {
    const run = () => void goto(NEW_POST_MORTEM);
    shortcuts.push({ keys: 'n', label: 'new post-mortem', run });
  }
  shortcuts.push(
    { keys: 'z', label: 'undo the latest change', run: () => void toasts.undoLatest() },
    { keys: '?', label: 'all shortcuts', run: openSheet },
  );
  return shortcuts;
}

function goingPlaces(): Shortcut[] {
  return places.map(({ href, label, key }) => ({
    keys: `g ${key}`,
    label: `go to ${label}`,
    run: () => void goto(href),
  }));
}
