import { expect, it } from 'vitest';

import { versionWords } from './version-words';

const title = (key: string) => (key === 'summary' ? 'Summary' : key);
const words = (...changes: [name: string, place: string][]) =>
  versionWords(
    changes.map(([name, place]) => ({ name, place })),
    title,
  );

it('counts things, not edits', () => {
  expect(
    words(
      ['timeline_event.added', 'timeline_event:1'],
      ['timeline_event.added', 'timeline_event:2'],
      ['timeline_event.changed', 'timeline_event:2'],
      ['timeline_event.changed', 'timeline_event:2'],
    ),
  ).toBe('added 2 entries, changed an entry');
});

it('names sections, and says once what was done often', () => {
  expect(
    words(
      ['section.changed', 'section:summary'],
      ['section.changed', 'section:summary'],
      ['section.removed', 'section:weather'],
      ['meeting.step_entered', 'meeting_run'],
      ['meeting.place_changed', 'meeting_run'],
    ),
  ).toBe('wrote “Summary”, removed “weather”, led the meeting');
});

it('has words for what it does not know', () => {
  expect(words(['weather.changed', 'weather'])).toBe('changed something');
});
