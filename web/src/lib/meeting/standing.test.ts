import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { MeetingRun, Place } from '$lib/api/meeting-shapes';

import { meetingRun } from '../../test/meeting';

import { Standing } from './standing.svelte';

const entry = (event: number): Place => ({ at: 'timeline_event', event });
const tell = vi.fn<(place: Place) => void>();
let run: MeetingRun;
let leads: boolean;
let standing: Standing;

beforeEach(() => {
  tell.mockReset();
  leads = false;
  run = meetingRun({ step: 'timeline' }, { timeline: { place: entry(3) } });
  standing = new Standing({ run: () => run, leads: () => leads, tell });
});

describe('whoever follows', () => {
  it('is where the meeting is', () => {
    expect([standing.roams, standing.step, standing.place]).toEqual([false, 'timeline', entry(3)]);
    run = meetingRun({ step: 'why' });
    expect([standing.step, standing.place]).toEqual(['why', null]);
  });

  it('roams as soon as they look elsewhere, and the meeting hears nothing of it', () => {
    standing.stand(entry(5));
    expect([standing.roams, standing.step, standing.place]).toEqual([true, 'timeline', entry(5)]);
    expect(tell).not.toHaveBeenCalled();
  });

  it('stays where they roam while the meeting goes on, and keeps a place in each step', () => {
    standing.stand(entry(5));
    standing.roam('patterns');
    run = meetingRun({ step: 'four_questions' });
    expect(standing.step).toBe('patterns');
    standing.roam('timeline');
    expect(standing.place).toEqual(entry(5));
  });

  it('is back at once when they follow again', () => {
    standing.roam('patterns');
    standing.follow();
    expect([standing.roams, standing.step]).toEqual([false, 'timeline']);
  });
});

describe('whoever leads', () => {
  beforeEach(() => (leads = true));

  it('takes the others along, and need not wait for the answer', () => {
    standing.stand(entry(5));
    expect(tell).toHaveBeenCalledExactlyOnceWith(entry(5));
    expect([standing.roams, standing.place]).toEqual([false, entry(5)]);
  });

  it('never roams, even who did before they took over', () => {
    leads = false;
    standing.roam('patterns');
    leads = true;
    expect([standing.roams, standing.step]).toEqual([false, 'timeline']);
  });

  it('has no place of one step in another', () => {
    standing.stand(entry(5));
    run = meetingRun({ step: 'why' });
    expect(standing.place).toBeNull();
  });
});
