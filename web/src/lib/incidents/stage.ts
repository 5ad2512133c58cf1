/** Where an incident stands in the loop, and what comes next for it. */

import type { IncidentRow, SeverityName } from '$lib/api/shapes';
import type { Severity } from '$lib/components/marks/SeverityMark.svelte';
import type { Stage } from '$lib/components/marks/StageRing.svelte';
import { daysUntil } from '$lib/format';

export function severityNumber(severity: SeverityName): Severity {
  return Number(severity.slice(3)) as Severity;
}

export function stageOf({
  status,
  open_actions: open,
}: Pick<IncidentRow, 'status' | 'open_actions'>): Stage {
  switch (status) {
    case 'facts':
      return 'facts';
    case 'scheduled':
    case 'in_meeting':
      return 'meeting';
    case 'in_review':
      return 'actions';
    case 'published':
      return open > 0 ? 'actions' : 'closed';
  }
}

export interface NextStep {
  label: string;
  href: string;
  /** It is the thing to do today. */
  now: boolean;
}

type Reviewed = Pick<IncidentRow, 'reference' | 'status' | 'open_questions' | 'gaps'> & {
  meeting?: { scheduled_at: string } | null;
  review_week?: IncidentRow['review_week'];
};

/** With fewer days left than this, a time for the meeting matters more than further facts. */
const TIME_TO_MEET = 4;

/** No time is agreed, and the week leaves few days or none to agree on one. */
export function needsTime(row: Pick<Reviewed, 'status' | 'meeting' | 'review_week'>): boolean {
  const isToCome = row.status === 'facts' || row.status === 'scheduled';
  return isToCome && !row.meeting && (row.review_week?.days_left ?? TIME_TO_MEET) < TIME_TO_MEET;
}

/** The one button of a row of reviews owed. */
export function nextStep(row: Reviewed, now: Date): NextStep {
  const document = `/incidents/${row.reference}`;
  const meeting = `${document}/meeting`;
  if (row.status === 'in_meeting') return { label: 'Join', href: meeting, now: true };
  if (row.status === 'in_review') return { label: 'Finish writing', href: document, now: false };
  if (row.meeting) {
    const days = daysUntil(row.meeting.scheduled_at, now);
    if (days <= 0) return { label: 'Open meeting', href: meeting, now: days === 0 };
    return { label: 'Read first', href: document, now: false };
  }
  if (needsTime(row)) return { label: 'Find a time', href: document, now: false };
  const timeline = `${document}#timeline`;
  if (row.gaps > 0) return { label: 'Fill gaps', href: timeline, now: false };
  if (row.open_questions > 0) return { label: 'Answer', href: timeline, now: false };
  return { label: 'Add facts', href: document, now: false };
}
