/** How a tracker stands: asked for changes lately, in trouble, or left alone for too long. */

import type { TrackerRow } from '$lib/api/tracker-shapes';
import { ago, type Instant } from '$lib/format';

export interface TrackerStanding {
  /** What is wrong, where something is. */
  trouble?: string;
  /** What is known besides. */
  rest: string;
}

/** It is asked every five minutes. */
const LATE_MINUTES = 20;

export function standingOf(row: TrackerRow, now: Date = new Date()): TrackerStanding {
  const asked = ago(row.polled_at, now);
  if (row.trouble) {
    const { sentence, since, to_mend, unread } = row.trouble;
    const places = (unread ?? []).map(({ place }) => place.project).join(', ');
    const rest = to_mend
      ? 'Mend it and save, and it is asked at once; until then it is asked once an hour.'
      : places
        ? `What changes in ${places} is caught up with once it can be read; nothing else waits for it.`
        : 'It is asked again by itself.';
    const said = sentence.replace(/; it is asked again by itself$/, '');
    return { trouble: `${said} (since ${ago(since, now)}).`, rest };
  }
  if (minutesSince(row.polled_at, now) > LATE_MINUTES) {
    return {
      trouble: `Last asked for changes ${asked}.`,
      rest: 'It should be every five minutes; Background work says what keeps it.',
    };
  }
  return { rest: `Asked for changes ${asked}; nothing is wrong.` };
}

function minutesSince(instant: Instant, now: Date): number {
  return (now.getTime() - new Date(instant).getTime()) / 60_000;
}
