import { describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';

import { outlineOf } from './outline';

describe('the outline', () => {
  it('names each part once, whatever the sections of a document are called', () => {
    const keys = ['summary', 'timeline', 'actions', 'lessons', 'resolution'];
    const sections = keys.map((key) => ({ key, title: key, text: '' }));
    const postmortem = { sections, factors: [], answers: [], actions: [] };
    const view = { postmortem, timeline: [], html: {} } as unknown as IncidentView;
    const ids = outlineOf(view, 3).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('section-timeline');
  });

  it('counts lessons and calls sections what the document calls them', () => {
    const sections = [{ key: 'summary', title: 'In short', text: '' }];
    const postmortem = { sections, factors: [], answers: [], actions: [] };
    const html = { 'section:lessons': '<ol><li>One</li><li>Two</li></ol>' };
    const view = { postmortem, timeline: [], html } as unknown as IncidentView;
    const outline = outlineOf(view, 3);
    expect(outline[0]?.label).toBe('In short');
    expect(outline.find(({ id }) => id === 'lessons')?.count).toBe('2');
  });
});
