/** Which changes concern what a page shows. */

import type { FeedChange } from './change-stream';

/** Prose is on the page of its document only; of a meeting's words the same is true. */
const WITHIN_ONE_PAGE = /^(section|answer|meeting_word|meeting_note|silent_answer|ballot)(:|$)/;

/** What lists and figures of several incidents are made of. */
export function concernsLists({ incident, place }: FeedChange): boolean {
  return incident !== null && !WITHIN_ONE_PAGE.test(place);
}

/** Services, teams, people, factors, settings: what everything else refers to. */
export function concernsWorkspace({ incident, place }: FeedChange): boolean {
  return incident === null && !place.startsWith('signals:');
}
