import { describe, expect, it } from 'vitest';

import { personProposal, plannedMeeting, proposalsOf } from '../../test/planned';

import {
  askedPeople,
  draftOf,
  facilitatorCaution,
  isAfterTheWeek,
  ofKind,
  readPlan,
  withSteps,
} from './plan-draft';
import { STEPS } from './step-lengths';

const name = (person: number) => ['', 'Ines', 'Mika', 'Lena'][person] ?? 'somebody';
const responder = personProposal({
  person: 2,
  reasons: [{ reason: 'timeline', sentence: 'named in the timeline' }],
  responded: true,
  may_facilitate: false,
});

describe('what is sent', () => {
  it('is what stands when nothing was touched', () => {
    const steps = STEPS.map(({ step }) => ({ step, minutes: 10 }));
    const before = plannedMeeting({ steps, minutes: 80 });
    const { cannot_come: _no, sequence: _sent, ...form } = before;
    expect(readPlan(draftOf(before, true), before)).toEqual({ form });
  });

  it('names every field that cannot be read', () => {
    const empty = draftOf(null, false);
    expect(readPlan(empty, null)).toEqual({
      errors: { scheduled_at: 'The time of the meeting is missing.' },
    });
    const wrong = { ...empty, minutes: 'long', moment: { date: '2026-10-14', time: '2 pm' } };
    expect(readPlan(wrong, null)).toMatchObject({
      errors: { scheduled_at: expect.stringMatching(/2 pm/), minutes: expect.any(String) },
    });
  });

  it('leaves out who was asked while nobody knows who could be', () => {
    const typed = { ...draftOf(null, true), moment: { date: '2026-10-14', time: '14:00' } };
    const read = readPlan(typed, null);
    expect(read).toMatchObject({ form: { anonymous: true, scheduled_at: '2026-10-14T14:00:00Z' } });
    expect('form' in read && 'attendees' in read.form).toBe(false);
  });

  it('asks nobody to a meeting alone, which has no lengths of its own', () => {
    const steps = STEPS.map(({ step }) => ({ step, minutes: 10 }));
    const before = plannedMeeting({ steps, anonymous: true });
    const read = readPlan(ofKind(draftOf(before, false), 'solo'), before);
    expect(read).toMatchObject({
      form: {
        kind: 'solo',
        minutes: 10,
        attendees: [],
        scribe: null,
        location: '',
        anonymous: false,
        steps: [],
      },
    });
  });

  it('keeps when it was to be beside when it was held', () => {
    const before = plannedMeeting();
    const held = {
      ...draftOf(before, false),
      held: true,
      moment: { date: '2026-10-15', time: '9:30' },
    };
    expect(readPlan(held, before)).toMatchObject({
      form: { scheduled_at: before.scheduled_at, held_at: '2026-10-15T09:30:00Z' },
    });
  });
});

it('changes the length with the kind, unless somebody typed one', () => {
  const draft = draftOf(null, false);
  expect(ofKind(draft, 'solo').minutes).toBe('10');
  expect(ofKind({ ...draft, minutes: '45' }, 'solo').minutes).toBe('45');
});

it('is as long as its steps are, where they have lengths of their own', () => {
  const moment = { date: '2026-10-14', time: '14:00' };
  const own = withSteps({ ...draftOf(null, false), moment }, Array(8).fill('15'));
  expect(readPlan(own, null)).toMatchObject({ form: { minutes: 120, steps: { length: 8 } } });
  const wrong = withSteps(own, ['0', ...Array(7).fill('15')]);
  expect(readPlan(wrong, null)).toEqual({ errors: { steps: expect.any(String) } });
  const back = withSteps(own, null);
  expect(readPlan(back, null)).toMatchObject({ form: { minutes: 120, steps: [] } });
});

it('asks those with a reason, until somebody chose', () => {
  const people = [responder, personProposal({ person: 3 })];
  expect(askedPeople({ attendees: undefined }, { people })).toEqual([2]);
  expect(askedPeople({ attendees: [] }, { people })).toEqual([]);
});

describe('what speaks against who leads', () => {
  const proposals = proposalsOf({ people: [responder] });
  const draft = { facilitator: 2, scribe: 1, kind: 'full' as const };

  it('is that they were in the response', () => {
    expect(facilitatorCaution(draft, proposals, name)).toMatch(/^Mika was in the response/);
    expect(facilitatorCaution({ ...draft, kind: 'solo' }, proposals, name)).toBe('');
  });

  it('is that one person does both', () => {
    const both = { ...draft, facilitator: 1 };
    expect(facilitatorCaution(both, proposals, name)).toMatch(/^One person leads/);
    expect(facilitatorCaution({ ...both, scribe: null }, proposals, name)).toBe('');
  });
});

it('is after the week by when it ends', () => {
  const due = '2026-10-15T09:59:00Z';
  const at = Date.parse('2026-10-15T08:30:00Z');
  expect(isAfterTheWeek(at, { minutes: '89' }, due)).toBe(false);
  expect(isAfterTheWeek(at, { minutes: '90' }, due)).toBe(true);
  expect(isAfterTheWeek(undefined, { minutes: '90' }, due)).toBe(false);
  expect(isAfterTheWeek(at, { minutes: '90' }, null)).toBe(false);
});
