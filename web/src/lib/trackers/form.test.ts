import { describe, expect, it } from 'vitest';

import { trackerForm, typedTracker } from './form';

describe('a tracker as it is typed', () => {
  it('is sent with what its kind has, and a token only where one is given', () => {
    const typed = { ...typedTracker(), url: ' https://northwind.atlassian.net ', account: 'a@b.c' };
    expect(trackerForm({ ...typed, labels: 'post-mortem, , follow-up' })).toEqual({
      kind: 'jira_cloud',
      url: 'https://northwind.atlassian.net',
      account: 'a@b.c',
      token: null,
      issue_type: '',
      labels: ['post-mortem', 'follow-up'],
      fields: {},
    });
  });

  it('leaves out what another kind was asked for', () => {
    const typed = { ...typedTracker(), account: 'a@b.c', fields: '{"x": 1}', issueType: 'Bug' };
    const sent = trackerForm({ ...typed, kind: 'linear' });
    expect(sent).toMatchObject({ account: '', issue_type: '', fields: {} });
    expect(sent?.url).toBe('https://api.linear.app');
  });

  it('is not sent with fields that are no object', () => {
    for (const fields of ['[', '[]', 'null', '7']) {
      expect(trackerForm({ ...typedTracker(), fields })).toBeUndefined();
    }
    const read = trackerForm({ ...typedTracker(), fields: '{"customfield_1": {"value": "A"}}' });
    expect(read?.fields).toEqual({ customfield_1: { value: 'A' } });
  });
});
