import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';
import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import { shownPeople } from './shown-people';

const view = (shown_names: 'names' | 'roles') =>
  ({
    shown_names,
    shown_roles: { 1: 'facilitator', 2: 'scribe', 3: 'Payments engineer' },
  }) as unknown as IncidentView;

beforeEach(() => {
  workspace.current = {
    people: [
      { id: 1, name: 'Mika', team: 7 },
      { id: 2, name: 'Dana', team: 7 },
      { id: 3, name: 'Ines', team: 7 },
      { id: 4, name: 'Tomas', team: null },
    ],
    teams: [{ id: 7, name: 'Payments' }],
  } as unknown as Workspace;
});

afterEach(() => workspace.clear());

describe('shownPeople', () => {
  const names = (shown: 'names' | 'roles') =>
    [1, 2, 3, 4, 9, null].map((id) => shownPeople(view(shown)).name(id));

  it('names people while a document is worked on', () => {
    expect(names('names')).toEqual(['Mika', 'Dana', 'Ines', 'Tomas', 'somebody', 'somebody']);
  });

  it('says what they did, and never a name', () => {
    expect(names('roles')).toEqual([
      'the facilitator',
      'the scribe',
      'the Payments engineer',
      'somebody',
      'somebody',
      'somebody',
    ]);
  });
});
