import { describe, expect, it } from 'vitest';

import type { TicketAsk, TicketLink } from '$lib/api/tracker-shapes';

import { askSentence, homeOf, sides, troubleSentence } from './words';

const link: TicketLink = {
  incident: 'INC-57',
  action: 3,
  tracker: 1,
  key: 'PAY-12',
  url: 'https://tracker.example/PAY-12',
  title: 'Bound the retries',
  seen: { state: 'open', status: 'To Do', dropped: false, gone: false },
  seen_at: '2026-10-08T09:00:00Z',
  stood: 'done',
  conflict: 'reopened',
  missed: [],
};
const jira = { id: 1, kind: 'jira_cloud' as const, host: 'northwind.atlassian.net' };

describe('where tickets are made', () => {
  const teams = [
    { id: 1, tracker: null, tracker_project: 'OPS' },
    { id: 2, tracker: 1, tracker_project: 'PAY' },
  ];

  it('is with the first team that has a tracker', () => {
    expect(homeOf([1, 2], teams, [jira])).toEqual({ tracker: jira, project: 'PAY' });
  });

  it('is nowhere without one', () => {
    expect(homeOf([1], teams, [jira])).toBeUndefined();
    expect(homeOf([2], teams, [])).toBeUndefined();
  });
});

describe('the two ways to settle', () => {
  it('say what becomes of the action', () => {
    expect(sides(link, 'done')).toEqual({ ticket: 'Open the action again', here: 'Keep it done' });
    const closed = {
      ...link,
      conflict: 'reopened_here' as const,
      seen: { ...link.seen, state: 'closed' as const },
    };
    expect(sides(closed, 'open')).toEqual({ ticket: 'Mark the action done', here: 'Keep it open' });
  });

  it('of a ticket that is gone take it away or keep its name', () => {
    expect(sides({ ...link, conflict: 'gone' }, 'open').ticket).toBe('Take the ticket away');
  });
});

describe('a ticket that cannot be seen', () => {
  const at = '2026-10-08T09:00:00Z';
  const of = (code: string, sentence: string) =>
    troubleSentence({ code, sentence, since: at, asked_at: at });

  it('is looked at again', () => {
    const told = of('tracker_failed', 'Jira failed (HTTP 500); it is asked again by itself');
    expect(told).toBe(
      'The ticket cannot be seen: Jira failed (HTTP 500). It is looked at again by itself.',
    );
  });

  it('that moved is to be linked again', () => {
    expect(of('tracker_moved', 'GitHub says that this has moved')).toContain('Link it again');
  });
});

describe('a ticket that is not there yet', () => {
  const ask: TicketAsk = {
    incident: 'INC-57',
    action: 3,
    tracker: 1,
    by: 1,
    at: '2026-10-08T09:00:00Z',
    problem: null,
  };

  it('says whether somebody has to do something', () => {
    const problem = {
      code: 'tracker_failed',
      sentence: 'Jira failed (HTTP 503); it is asked again by itself',
      given_up: false,
    };
    expect(askSentence({ ...ask, problem })).toBe(
      'No ticket yet: Jira failed (HTTP 503). It is tried again by itself.',
    );
    const given_up = { ...problem, sentence: 'Jira does not take the token', given_up: true };
    expect(askSentence({ ...ask, problem: given_up })).toBe(
      'No ticket yet: Jira does not take the token.',
    );
  });
});
