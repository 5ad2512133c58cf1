import { expect, it } from 'vitest';

import { spanOf, spanOfGroup } from './span';

it('reads two versions from the address, or none', () => {
  const read = (query: string) => spanOf(new URLSearchParams(query));
  expect(read('from=3&to=12')).toEqual({ from: 3, to: 12 });
  expect([read('from=3'), read('from=0&to=2'), read('from=x&to=2'), read('')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('compares a step with what was before it', () => {
  expect(spanOfGroup({ before: 4, last: 9 })).toEqual({ from: 4, to: 9 });
  expect(spanOfGroup({ before: 0, last: 3 })).toEqual({ from: 1, to: 3 });
  expect(spanOfGroup({ before: 0, last: 1 })).toBeUndefined();
});
