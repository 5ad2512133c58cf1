import { describe, expect, it } from 'vitest';

import { apiForm, SLACK_API, testedWords, typedApi } from './api-form';

describe('how a source is asked, as it is typed', () => {
  it('is the usual address while nothing is entered', () => {
    expect(typedApi(null)).toEqual({ url: SLACK_API, token: '' });
  });

  it('comes back as it went out, but for the token, which is never shown', () => {
    const typed = typedApi({ url: 'https://slack-gov.com/api' });
    expect(apiForm(typed)).toEqual({ url: 'https://slack-gov.com/api', token: null });
    expect(apiForm({ url: ' ', token: ' xoxb-1\n' })).toEqual({ url: null, token: 'xoxb-1' });
  });
});

describe('a token that was tried', () => {
  it('is said with what it lacks', () => {
    const account = 'afterword in Northwind';
    expect(testedWords({ account, lacks: [] })).toBe(
      'It is the token of afterword in Northwind. It has every scope that is of use.',
    );
    const lacks = [{ scope: 'groups:history', does: 'reads private channels' }];
    expect(testedWords({ account, lacks })).toBe(
      'It is the token of afterword in Northwind. ' +
        'It works, and lacks groups:history, which reads private channels.',
    );
  });
});
