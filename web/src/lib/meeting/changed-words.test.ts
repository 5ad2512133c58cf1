import { expect, it } from 'vitest';

import { changedHref, changedWords } from './changed-words';

const changed = (name: string, count = 1) => changedWords({ name, count, places: [] });

it('counts what the meeting changed', () => {
  expect(changed('timeline_event.added', 3)).toBe('3 entries added');
  expect(changed('contributing_factor.changed')).toBe('1 contributing factor changed');
  expect(changed('incident.severity_changed')).toBe('The severity changed');
});

it('says nothing of what is no part of the document', () => {
  expect(changed('meeting.step_entered', 9)).toBe('');
  expect(changed('postmortem.status_changed')).toBe('');
});

it('leads to where it is read', () => {
  expect(changedHref('INC-57', 'measure.added')).toBe('/incidents/INC-57#actions');
  expect(changedHref('INC-57', 'section.changed')).toBe('/incidents/INC-57');
});
