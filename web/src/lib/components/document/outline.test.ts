import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { outlineOf } from './outline';

describe('the outline', () => {
  it('names each part once, whatever the sections of a document are called', () => {
    const keys = ['summary', 'timeline', 'actions', 'lessons', 'resolution'];
    const sections = keys.map((key) => ({ key, title: key, text: '' }));
    const postmortem = { sections, factors: [], answers: [], actions: [] };
    const view = { postmortem, timeline: [] } as unknown as IncidentView;
    const ids = outlineOf(view, 3).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('section-timeline');
  });
});
