import { expect, it } from 'vitest';

import { bytesText, deliveryState, placedRemark, visitable } from './delivery-words';

it('sends a browser to web addresses only', () => {
  expect(visitable('https://sns.eu-west-1.amazonaws.com/?Token=1')?.host).toBe(
    'sns.eu-west-1.amazonaws.com',
  );
  for (const remark of ['javascript:alert(1)', 'data:text/html,x', '/settings', 'no', '', null]) {
    expect(visitable(remark), String(remark)).toBeUndefined();
  }
});

it('tells the place from what is wrong there', () => {
  const of = (state: string, remark: string | null) => placedRemark({ state, remark });
  expect(of('unreadable', 'alerts[0].startsAt: “x: y” is not a time')).toEqual({
    place: 'alerts[0].startsAt',
    words: '“x: y” is not a time.',
  });
  expect(of('unreadable', 'its integration was taken away')).toEqual({
    words: 'Its integration was taken away.',
  });
  expect(of('nothing', 'ping: it tells nothing')).toEqual({ words: 'Ping: it tells nothing.' });
  expect(of('read', null)).toBeUndefined();
});

it('has a word for every state, and shows one that it does not know', () => {
  expect(deliveryState('nothing').word).toBe('tells nothing');
  expect(deliveryState('unreadable').open).toBe(true);
  expect(deliveryState('elsewhere').word).toBe('elsewhere');
});

it('rounds sizes to what a person reads', () => {
  expect([1, 820, 999, 1_000, 12_400, 1_048_576].map(bytesText)).toEqual([
    '1 byte',
    '820 bytes',
    '999 bytes',
    '1 KB',
    '12 KB',
    '1.0 MB',
  ]);
});
