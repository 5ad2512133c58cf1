import { describe, expect, it } from 'vitest';

import { EVERYONE, naming, restrictedTo, sees, visibilityWords } from './visibility';

const names = { team: (id: number) => (id === 3 ? { name: 'Platform' } : undefined) };

describe('who sees an incident', () => {
  it('is told by how many people and which teams', () => {
    expect(visibilityWords(EVERYONE, names)).toBe('Visible to everyone');
    const one = restrictedTo(7);
    expect(visibilityWords(one, names)).toBe('Restricted: 1 person');
    const more = naming(naming(one, 'people', 8, true), 'teams', 3, true);
    expect(visibilityWords(more, names)).toBe('Restricted: 2 people, Platform');
  });

  it('names nobody twice, and nobody while it is for everyone', () => {
    const twice = naming(naming(restrictedTo(7), 'people', 7, true), 'people', 7, true);
    expect(twice).toEqual(restrictedTo(7));
    expect(naming(EVERYONE, 'teams', 3, true)).toEqual(EVERYONE);
    expect(naming(restrictedTo(7), 'people', 7, false)).toEqual(restrictedTo(undefined));
  });

  it('is seen by the people and by whoever is in a team', () => {
    const seen = naming(restrictedTo(7), 'teams', 3, true);
    expect(sees(seen, { id: 7, team: null })).toBe(true);
    expect(sees(seen, { id: 9, team: 3 })).toBe(true);
    expect(sees(seen, { id: 9, team: null })).toBe(false);
    expect(sees(EVERYONE, { id: 9, team: null })).toBe(true);
  });
});
