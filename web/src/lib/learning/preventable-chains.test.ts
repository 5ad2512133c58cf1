import { expect, it } from 'vitest';

import { chain, chainAction } from '../../test/patterns';

import { preventableOf } from './preventable-chains';

const open = { finished_at: null, open_when_it_returned: true };

it('counts the repeats that began while an action was unfinished, and tells the latest', () => {
  const first = chain([chainAction({ ...open, state: 'open', title: 'Bound retries' })]);
  const told = preventableOf([first, chain([chainAction()])]);
  const [earlier, repeat] = first.incidents;
  expect(told?.counts).toBe('1 of 2 repeats');
  expect(told?.latest).toMatchObject({
    repeat: repeat?.reference,
    earlier: earlier?.reference,
    action: { title: 'Bound retries' },
  });
});

it('tells nothing where every action was finished in time', () => {
  expect(preventableOf([chain([chainAction()])])).toBeUndefined();
  expect(preventableOf([])).toBeUndefined();
});
