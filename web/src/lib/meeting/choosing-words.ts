/** What is asked of the room before it chooses: how long it lasted, and by when something can be done. */

import type { Milestones } from '$lib/api/incident-shapes';
import type { Cadence } from '$lib/api/shapes';
import { duration, secondsBetween } from '$lib/format';
import { latestDueOn } from '$lib/sprints';

const dayMonth = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});

/** "Which would have prevented or shortened the 47 min, and can be done by 30 October?" */
export function choosingAsk(
  milestones: Pick<Milestones, 'impact_started_at' | 'recovered_at'>,
  cadence: Cadence | undefined,
  now: Date,
): string {
  const { impact_started_at: began, recovered_at: recovered } = milestones;
  const lasted = began && recovered ? `the ${duration(secondsBetween(began, recovered))}` : 'it';
  const by = cadence ? `by ${dayMonth.format(new Date(latestDueOn(cadence, now)))}` : 'soon';
  return `Which would have prevented or shortened ${lasted}, and can be done ${by}?`;
}
