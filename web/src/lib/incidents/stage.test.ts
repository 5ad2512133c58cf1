import { describe, expect, it } from 'vitest';

import { nextStep, severityNumber, stageOf } from './stage';

const NOW = new Date('2026-10-14T12:00:00Z');

describe('the stage', () => {
  it('follows the status, and the open actions once it is published', () => {
    expect(stageOf({ status: 'facts', open_actions: 0 })).toBe('facts');
    expect(stageOf({ status: 'scheduled', open_actions: 0 })).toBe('meeting');
    expect(stageOf({ status: 'in_meeting', open_actions: 2 })).toBe('meeting');
    expect(stageOf({ status: 'in_review', open_actions: 0 })).toBe('actions');
    expect(stageOf({ status: 'published', open_actions: 1 })).toBe('actions');
    expect(stageOf({ status: 'published', open_actions: 0 })).toBe('closed');
  });
});

it('reads the number of a severity', () => {
  expect(severityNumber('sev1')).toBe(1);
  expect(severityNumber('sev4')).toBe(4);
});

describe('the next step', () => {
  const row = {
    reference: 'INC-57',
    status: 'facts' as const,
    meeting: null,
    open_questions: 0,
    gaps: 0,
    review_week: { due_at: '2026-10-20T12:00:00Z', days_left: 6, late: false },
  };

  it('collects facts while there is time, and finds a time when there is not', () => {
    expect(nextStep(row, NOW).label).toBe('Add facts');
    expect(nextStep({ ...row, open_questions: 2 }, NOW).label).toBe('Answer');
    expect(nextStep({ ...row, open_questions: 2, gaps: 1 }, NOW)).toEqual({
      label: 'Fill gaps',
      href: '/incidents/INC-57#timeline',
      now: false,
    });
    const late = { ...row.review_week, days_left: -2, late: true };
    expect(nextStep({ ...row, review_week: late }, NOW).label).toBe('Find a time');
  });

  it('reads before the meeting, and opens its agenda on the day', () => {
    const scheduled = { ...row, status: 'scheduled' as const };
    const friday = nextStep(
      { ...scheduled, meeting: { scheduled_at: '2026-10-16T10:00:00Z' } },
      NOW,
    );
    expect(friday).toEqual({ label: 'Read first', href: '/incidents/INC-57', now: false });
    const today = nextStep(
      { ...scheduled, meeting: { scheduled_at: '2026-10-14T14:00:00Z' } },
      NOW,
    );
    expect(today).toEqual({ label: 'Open meeting', href: '/incidents/INC-57/meeting', now: true });
    const missed = nextStep(
      { ...scheduled, meeting: { scheduled_at: '2026-10-12T14:00:00Z' } },
      NOW,
    );
    expect(missed).toMatchObject({ label: 'Open meeting', now: false });
  });

  it('is to finish writing once the meeting was held', () => {
    expect(nextStep({ ...row, status: 'in_review' }, NOW).label).toBe('Finish writing');
  });
});
