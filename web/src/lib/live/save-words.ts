/** What the page says of its last edits. Nothing here is hoped: "saved" is on the server's disk. */

import { shortDate, time } from '$lib/format';

export interface Saving {
  pending: boolean;
  connected: boolean;
  /** What is not saved outlives the page. */
  kept: boolean;
  refused: string | undefined;
  savedAt: string;
}

export function saveWords(saving: Saving, today: Date): string {
  const { pending, connected, kept, refused, savedAt } = saving;
  if (pending && refused !== undefined) return 'Not saved';
  if (pending && !connected) {
    return kept
      ? 'Not saved: no connection, kept on this computer'
      : 'Not saved: no connection, keep this page open';
  }
  if (pending) return 'Saving…';
  const isToday = shortDate(savedAt) === shortDate(today);
  return `Saved ${isToday ? time(savedAt, { zone: true }) : shortDate(savedAt)}`;
}
