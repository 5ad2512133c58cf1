import { describe, expect, it } from 'vitest';

import { sectionAt } from './reading-position.svelte';

const tops: Record<string, number> = { summary: -400, timeline: 120, actions: 900 };

describe('sectionAt', () => {
  it('is the last section whose head has passed the line', () => {
    expect(sectionAt(['summary', 'timeline', 'actions'], (id) => tops[id], 300)).toBe('timeline');
  });

  it('is the first one at the top, and none of those that are not there', () => {
    expect(sectionAt(['summary', 'timeline'], () => 500, 300)).toBe('summary');
    expect(sectionAt(['summary', 'gone'], (id) => tops[id], 300)).toBe('summary');
    expect(sectionAt([], () => 0, 300)).toBe('');
  });
});
