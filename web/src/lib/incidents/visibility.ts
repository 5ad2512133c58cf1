/** Who sees an incident, in words, and as somebody chooses it. */

import type { Visibility } from '$lib/api/incident-shapes';
import { plural } from '$lib/format';

/** What the words take names from. */
interface Names {
  team: (id: number) => { name: string } | undefined;
}

export const EVERYONE: Visibility = { to: 'everyone' };

/** "Restricted: 2 people, Platform" */
export function visibilityWords(visibility: Visibility, names: Names): string {
  if (visibility.to === 'everyone') return 'Visible to everyone';
  const { people, teams } = visibility;
  const named = [
    ...(people.length > 0 ? [plural(people.length, 'person', 'people')] : []),
    ...teams.map((id) => names.team(id)?.name ?? `team ${id}`),
  ];
  return `Restricted: ${named.join(', ')}`;
}

/** Restricted to begin with to whoever does so: nobody locks themself out unknowingly. */
export function restrictedTo(person: number | undefined): Visibility {
  return { to: 'restricted', people: person === undefined ? [] : [person], teams: [] };
}

/** With somebody in, or out. */
export function naming(
  visibility: Visibility,
  kind: 'people' | 'teams',
  id: number,
  wanted: boolean,
): Visibility {
  if (visibility.to === 'everyone') return visibility;
  const others = visibility[kind].filter((other) => other !== id);
  return { ...visibility, [kind]: wanted ? [...others, id] : others };
}

/** Whether somebody sees it. */
export function sees(visibility: Visibility, person: { id: number; team: number | null }): boolean {
  if (visibility.to === 'everyone') return true;
  const { people, teams } = visibility;
  return people.includes(person.id) || (person.team !== null && teams.includes(person.team));
}
