import { afterEach, describe, expect, it } from 'vitest';

import type { IncidentView, TimelineEvent } from '$lib/api/incident-shapes';
import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import { entryForm, sourceMark } from './sources';

const mark = (source: string, shown_names = 'names') =>
  sourceMark({ shown_names } as IncidentView, { source } as TimelineEvent);

describe('sourceMark', () => {
  afterEach(() => workspace.clear());

  it('names programs, and nobody', () => {
    workspace.current = { people: [{ id: 1, name: 'Tomas Lind', handle: 'tomas' }] } as Workspace;
    expect(mark('Alertmanager')).toBe('Alertmanager');
    for (const source of ['Tomas Lind', 'tomas', 'import', '']) {
      expect(mark(source), source).toBeUndefined();
    }
  });

  it('is left out where people are shown by what they did', () => {
    expect(mark('somebody from elsewhere', 'roles')).toBeUndefined();
  });
});

describe('entryForm', () => {
  it('leaves an entry as it is but for what is to be different', () => {
    const fields = {
      occurred_at: '2026-10-08T09:12:00.000001Z',
      precision: 'exact',
      kind: 'alert',
      milestone: 'detected',
      text: 'It fired.',
      evidence: [{ kind: 'metric', label: 'graph', series: [[1, 2]] }],
    };
    const event = { ...fields, id: 3, pinned: false, history: [] } as unknown as TimelineEvent;
    expect(entryForm(event, { pinned: true })).toEqual({ ...fields, pinned: true });
  });
});
