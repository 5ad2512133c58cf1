import { beforeEach, describe, expect, it } from 'vitest';

import type { OfferedPrompts } from '$lib/api/meeting-shapes';

import { promptPlace, promptsAt, promptsFold } from './prompts.svelte';

describe('where the meeting is', () => {
  it('is the step, and one of the four questions once the meeting is at it', () => {
    expect(promptPlace('why', null)).toBe('why');
    expect(promptPlace('four_questions', null)).toBe('four_questions');
    const place = { at: 'four_question', question: 'slowed' } as const;
    expect(promptPlace('four_questions', place)).toBe('slowed');
    expect(promptPlace('why', { at: 'contributing_factor', factor: 3 })).toBe('why');
  });

  it('has its prompts, and none where there are none', () => {
    const prompts = [{ ask: 'What did you see?', note: '' }];
    const offered: OfferedPrompts[] = [{ place: 'why', prompts, usual: prompts, own: false }];
    expect(promptsAt(offered, 'why')).toEqual(prompts);
    expect(promptsAt(offered, 'slowed')).toEqual([]);
  });
});

describe('the fold', () => {
  beforeEach(() => promptsFold.forget());

  it('is open to whoever leads and closed to the others, until somebody chose', () => {
    expect([promptsFold.isOpen(true), promptsFold.isOpen(false)]).toEqual([true, false]);
    promptsFold.toggle(true);
    expect(promptsFold.isOpen(true)).toBe(false);
    promptsFold.toggle(false);
    expect([promptsFold.isOpen(true), promptsFold.isOpen(false)]).toEqual([true, true]);
    expect(localStorage.getItem('afterword-meeting-prompts')).toBe('open');
  });
});
