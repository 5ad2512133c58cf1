import { describe, expect, it } from 'vitest';

import type { Change } from '$lib/api/incident-shapes';

import { changeText, changeWords } from './change-words';

const words = (change: object) =>
  changeWords(change as Change, (ids) => ids.map((id) => `svc-${id}`));

describe('changeWords', () => {
  it('says what was set, and what it was before', () => {
    expect(words({ part: 'severity', from: 'sev3', to: 'sev1' })).toBe('SEV1, before: SEV3');
    expect(words({ part: 'services', from: [], to: [1, 2] })).toBe('services: svc-1, svc-2');
  });

  it('names only the milestones that moved', () => {
    const from = { impact_started_at: '2026-10-08T09:12:00Z', recovered_at: null };
    const to = { ...from, recovered_at: '2026-10-08T09:59:00Z' };
    expect(words({ part: 'milestones', from, to })).toBe('milestones: service recovered 09:59');
  });

  it('names what was added, changed or removed, in one line', () => {
    const entry = { occurred_at: '2026-10-08T09:27:00Z', text: `${'long '.repeat(40)}\nmore` };
    const said = words({ part: 'timeline_event', edit: 'removed', at: 3, entry });
    expect(said).toMatch(/^removed an entry: 09:27 long .*…$/);
    expect(said.length).toBeLessThan(120);
  });

  it('says what was left out of what happened nearby, and what is offered again', () => {
    const aside = { part: 'set_aside', signals: [4, 7] };
    expect(words({ ...aside, back: false })).toBe('left out 2 things that happened nearby');
    expect(words({ ...aside, signals: [4], back: true })).toBe(
      'offered 1 thing that happened nearby again',
    );
  });

  it('tells publishing from reopening', () => {
    const publication = (from: string, to: string) =>
      words({ part: 'publication', from: { status: from }, to: { status: to } });
    expect(publication('in_review', 'published')).toBe('published it');
    expect(publication('published', 'in_review')).toBe('reopened it');
  });
});

describe('changeText', () => {
  it('is the whole passage where there is one', () => {
    const section = { key: 'summary', title: 'Summary', text: 'All of it.\nTwo lines.' };
    expect(
      changeText({ part: 'section', edit: 'changed', from: section, to: section } as Change),
    ).toBe('All of it.\nTwo lines.');
  });
});
