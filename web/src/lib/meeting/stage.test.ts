import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { MeetingView, RunStep, Step } from '$lib/api/meeting-shapes';
import type { OpenIncident } from '$lib/components/document/open-incident.svelte';
import { session } from '$lib/session.svelte';

import { meetingRun, meetingView } from '../../test/meeting';

import { MeetingRoom } from './meeting-room.svelte';
import type { MeetingRequests } from './requests';
import { Stage } from './stage.svelte';

const INES = 1;
const MIKA = 2;
const go = vi.fn<(to: Step, because?: string) => Promise<MeetingView>>();

const putOff = vi.fn<(note: string) => Promise<MeetingView>>();

const visited: Partial<RunStep> = { visited: true };

function stageAt(step: Step, facilitator: number, held_back: string[] = []): Stage {
  const run = meetingRun({ step, facilitator }, { check_in: visited, [step]: visited });
  const view = meetingView({ run, held_back });
  const refresh = () => Promise.resolve();
  const incident = { view: { version: 1 }, editable: true, refresh } as unknown as OpenIncident;
  const room = new MeetingRoom(view, incident, { go, putOff } as unknown as MeetingRequests);
  return new Stage(room, () => run);
}

beforeEach(() => {
  session.person = { id: INES, name: 'Ines', role: 'member' } as typeof session.person;
  go.mockReset();
  putOff.mockReset();
  go.mockImplementation((step) => Promise.resolve(meetingView({ run: meetingRun({ step }) })));
});

describe('whoever leads', () => {
  it('takes everybody to the next step', () => {
    const stage = stageAt('timeline', INES);
    stage.go(stage.after?.step);
    expect(go).toHaveBeenCalledExactlyOnceWith('why');
    expect(stage.standing.roams).toBe(false);
  });

  it('does not leave the open actions behind without an outcome', () => {
    const stage = stageAt('open_actions', INES, ['INC-31 “Add a circuit breaker”']);
    stage.go('timeline');
    expect(go).not.toHaveBeenCalled();
    expect(stage.heldBecause).toMatch(/^One action has no outcome yet/);
    stage.go('check_in');
    expect(go).toHaveBeenCalledExactlyOnceWith('check_in');
    expect(stage.heldBecause).toBeNull();
  });

  it('does not get past them by leaving the step out, nor by ending', () => {
    const left = ['INC-31 “Add a circuit breaker”'];
    const stage = stageAt('check_in', INES, left);
    stage.go('why');
    expect(stage.asking).toBeUndefined();
    expect(stage.heldBecause).toMatch(/^One action/);
    expect(stage.endHeld).toMatch(/^One action/);
    stage.go('open_actions');
    expect(go).toHaveBeenCalledExactlyOnceWith('open_actions');
    expect(stageAt('timeline', INES, left).endHeld).toBeNull();
  });

  it('goes on where it was going once what is left is put off', async () => {
    const stage = stageAt('open_actions', INES, ['INC-31 “Add a circuit breaker”']);
    putOff.mockResolvedValue(meetingView({ version: 2, run: stage.run }));
    stage.go('timeline');
    await stage.putOff('not today');
    expect(putOff).toHaveBeenCalledExactlyOnceWith('not today');
    expect(go).toHaveBeenCalledExactlyOnceWith('timeline');
  });

  it('is asked for a word before steps are left out', () => {
    const stage = stageAt('timeline', INES);
    stage.go('patterns');
    expect(go).not.toHaveBeenCalled();
    expect(stage.asking).toEqual({ what: 'leave_out', to: 'patterns' });
  });
});

describe('anybody else', () => {
  it('looks where they like, also past what holds the meeting', () => {
    const stage = stageAt('open_actions', MIKA, ['INC-31 “Add a circuit breaker”']);
    stage.go('patterns');
    expect(go).not.toHaveBeenCalled();
    expect([stage.standing.roams, stage.step.step]).toEqual([true, 'patterns']);
  });

  it('follows again by going to where the meeting is', () => {
    const stage = stageAt('timeline', MIKA);
    stage.go('why');
    stage.go('timeline');
    expect(stage.standing.roams).toBe(false);
  });
});
