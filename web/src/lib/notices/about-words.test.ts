import { describe, expect, it } from 'vitest';

import { aboutWords } from './about-words';

describe('what a notice is about', () => {
  it('is said of the thing and its occasion', () => {
    const words = aboutWords({
      about: 'past_due',
      incident: 'INC-57',
      action: 3,
      due_on: '2026-10-08',
    });
    expect(words).toMatch(/^an action item of INC-57 that was due on .*8/);
    expect(aboutWords({ about: 'carried_over', incident: 'INC-57', action: 3 })).toBe(
      'an action item of INC-57 that was carried over twice',
    );
  });
});
