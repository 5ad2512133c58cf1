import { describe, expect, it } from 'vitest';

import type { ChainAction } from '$lib/api/pattern-shapes';

import { chain, chainAction } from '../../../../test/patterns';

import { laneOf } from './chain-lanes';

const NOW = new Date('2026-10-14T12:00:00Z');

const first = (given: Partial<ChainAction>) =>
  laneOf(chain([chainAction(given)]), NOW).incidents[0]?.actions[0];
const open = { finished_at: null, open_when_it_returned: true };

describe('an action of a chain', () => {
  it('ends where it was finished', () => {
    expect(first({})).toMatchObject({ end: 'finished', to: Date.parse('2026-04-12T10:00:00Z') });
    expect(first({})?.note).toBeUndefined();
  });

  it('leads to the return that found it unfinished, and says what became of it', () => {
    const returned = { end: 'returned', to: Date.parse('2026-10-08T10:00:00Z') };
    const note = (text: string) => ({ ...returned, note: { text, tone: 'bad' } });
    expect(first({ ...open, state: 'open' })).toMatchObject(note('never finished'));
    expect(first({ ...open, state: 'in_progress', reason: 'us-east only' })).toMatchObject(
      note('half done: us-east only'),
    );
    expect(first({ ...open, finished_at: '2026-10-12T08:00:00Z' })).toMatchObject(
      note('finished 4 days too late'),
    );
    expect(first({ ...open, finished_at: '2026-10-08T12:00:00Z' })).toMatchObject(
      note('finished too late'),
    );
    expect(first({ ...open, state: 'wont_do', reason: 'too dear' })).toMatchObject(
      note('given up: too dear'),
    );
  });

  it('may have been decided against', () => {
    const dropped = first({ state: 'wont_do', reason: 'the proxy cannot' });
    expect(dropped).toMatchObject({ end: 'dropped', note: { text: 'won’t do: the proxy cannot' } });
  });

  it('may still be open when nothing came back', () => {
    const once = chain([chainAction({ state: 'open', finished_at: null })]).incidents.slice(0, 1);
    const lane = laneOf(chain([], { quiet_days: 120, incidents: once }), NOW);
    expect(lane.incidents[0]?.actions[0]).toMatchObject({
      end: 'open',
      to: NOW.getTime(),
      note: { text: 'unfinished, due 20 Mar', tone: 'muted' },
    });
  });
});

describe('the last incident', () => {
  const last = (quiet: number) => laneOf(chain([], { quiet_days: quiet }), NOW);

  it('shows its actions once the chain is quiet', () => {
    expect(last(6).incidents[1]?.actions).toEqual([]);
    expect(last(6).quiet).toBeUndefined();
    expect(last(244).quiet).toBe('no repeat since');
    expect(last(244).incidents[1]?.actions[0]).toMatchObject({
      end: 'finished',
      note: { text: 'no repeat in 8 months', tone: 'ok' },
    });
  });

  it('is said in full to whoever cannot see the mark', () => {
    expect(last(6).incidents[1]).toMatchObject({
      spoken: 'INC-57, SEV1, Thu 8 Oct 2026: Checkout failed',
      note: '47 min',
      severity: 1,
    });
  });
});
