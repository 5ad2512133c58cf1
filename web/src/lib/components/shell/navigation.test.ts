import { describe, expect, it, vi } from 'vitest';

import { globalShortcuts } from './navigation';

vi.mock('$app/navigation', () => ({ goto: vi.fn() }));

const keysOf = (offered: { mayWrite?: boolean; stays?: boolean }) =>
  globalShortcuts({ openSheet: () => undefined, mayWrite: true, ...offered }).map(
    ({ keys }) => keys,
  );

describe('globalShortcuts', () => {
  it('leads to the four places and to a new post-mortem', () => {
    expect(keysOf({})).toEqual(['g l', 'g i', 'g a', 'g p', 'n', 'z', '?']);
    expect(keysOf({ mayWrite: false })).not.toContain('n');
  });

  it('leads nowhere while one takes part in a meeting', () => {
    expect(keysOf({ stays: true })).toEqual(['z', '?']);
  });
});
