import { describe, expect, it } from 'vitest';

import type { TrackerRow } from '$lib/api/tracker-shapes';

import { standingOf } from './standing';

const now = new Date('2026-10-08T12:00:00Z');
const row: TrackerRow = {
  id: 1,
  kind: 'github',
  url: 'https://api.github.com',
  account: '',
  issue_type: '',
  labels: [],
  fields: {},
  has_hook_secret: true,
  polled_at: '2026-10-08T11:57:00Z',
  trouble: null,
  tickets: 2,
};
const trouble = {
  code: 'tracker_failed',
  sentence: 'GitHub failed (HTTP 503); it is asked again by itself',
  to_mend: false,
  since: '2026-10-08T10:00:00Z',
  unread: [],
};

describe('how a tracker stands', () => {
  it('is fine when it was asked lately', () => {
    expect(standingOf(row, now)).toEqual({
      rest: 'Asked for changes 3 min ago; nothing is wrong.',
    });
  });

  it('is said when nobody asked for longer than it should be', () => {
    const late = standingOf({ ...row, polled_at: '2026-10-08T09:00:00Z' }, now);
    expect(late.trouble).toBe('Last asked for changes 3 h ago.');
    expect(late.rest).toContain('Background work');
  });

  it('says what is wrong, since when, and what becomes of it', () => {
    expect(standingOf({ ...row, trouble }, now)).toEqual({
      trouble: 'GitHub failed (HTTP 503) (since 2 h ago).',
      rest: 'It is asked again by itself.',
    });
    const mend = standingOf({ ...row, trouble: { ...trouble, to_mend: true } }, now);
    expect(mend.rest).toContain('once an hour');
  });

  it('names the projects that could not be read', () => {
    const unread = [{ place: { project: 'acme/checkout' }, read_until: '2026-10-08T10:00:00Z' }];
    const partly = standingOf({ ...row, trouble: { ...trouble, unread } }, now);
    expect(partly.rest).toContain('acme/checkout');
  });
});
