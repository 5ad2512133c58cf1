/** What stands under the title of an action: its factor, where it came from, how it stands. */

import type { ActionItem, IncidentView } from '$lib/api/incident-shapes';

/**
 * The earlier incident whose unfinished action this one takes up again: the same ticket, or the
 * same title.
 */
export function carriedFrom(view: IncidentView, action: ActionItem): string | undefined {
  return view.preventable.find(
    ({ action: earlier }) =>
      (action.ticket !== null && action.ticket.key === earlier.ticket?.key) ||
      sameWords(action.title, earlier.title),
  )?.earlier;
}

/** Why it will not be done, or what it waits for; empty where there is nothing to say. */
export function standing({ state, wont_do_reason, blocked_by }: ActionItem): string {
  if (state === 'wont_do') return wont_do_reason;
  return state === 'in_progress' && blocked_by ? `blocked by ${blocked_by}` : '';
}

function sameWords(one: string, other: string): boolean {
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(one) === plain(other);
}
