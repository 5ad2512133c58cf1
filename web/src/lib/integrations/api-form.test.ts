import { describe, expect, it } from 'vitest';

import { apiForm, testedWords, typedApi } from './api-form';

describe('how a source is asked, as it is typed', () => {
  it('is the usual address while nothing is entered', () => {
    expect(typedApi('https://slack.com/api', null)).toEqual({
      url: 'https://slack.com/api',
      token: '',
    });
  });

  it('comes back as it went out, but for the token, which is never shown', () => {
    const typed = typedApi('https://slack.com/api', { url: 'https://slack-gov.com/api' });
    expect(apiForm(typed)).toEqual({ url: 'https://slack-gov.com/api', token: null });
    expect(apiForm({ url: ' ', token: ' xoxb-1\n' })).toEqual({ url: null, token: 'xoxb-1' });
  });
});

describe('a token that was tried', () => {
  it('is said with what it lacks', () => {
    const account = 'afterword in Northwind';
    expect(testedWords('slack', { account, lacks: [] })).toBe(
      'It is the token of afterword in Northwind. It has every scope that is of use.',
    );
    const lacks = [{ scope: 'groups:history', does: 'reads private channels' }];
    expect(testedWords('slack', { account, lacks })).toBe(
      'It is the token of afterword in Northwind. ' +
        'It works, and lacks groups:history, which reads private channels.',
    );
  });

  it('claims nothing of scopes that its source does not tell', () => {
    expect(testedWords('gitlab', { account: 'northwind-bot', lacks: [] })).toBe(
      'It is the token of northwind-bot. What it may read shows when titles are fetched.',
    );
    const lacks = [{ scope: 'repo', does: 'reads private repositories' }];
    expect(testedWords('github', { account: 'northwind-bot', lacks })).toBe(
      'It is the token of northwind-bot. ' +
        'It works, and lacks repo, which reads private repositories.',
    );
  });
});
