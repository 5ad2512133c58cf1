/** Who has a document open, and where in it each of them is. */

import type { Awareness } from 'y-protocols/awareness';

/** What each client says of itself; a program may say less. */
interface Said {
  user?: { id?: unknown; name?: unknown };
  place?: unknown;
  cursor?: Cursor | null;
  /** The page has been out of sight for a while. */
  away?: unknown;
}

/** Two positions that move with the text around them, as `y-codemirror.next` writes them. */
export interface Cursor {
  anchor: unknown;
  head: unknown;
}

export interface Present {
  /** One page of one person. */
  client: number;
  person: number | null;
  name: string;
  /** A place of prose, "section:summary", or the anchor of another part of the document. */
  place: string;
  /** Where they write; none while they read. */
  cursor: Cursor | null;
}

/** Everybody else who is here, in the order in which their pages came. */
export function othersIn(awareness: Awareness, nameOf: (person: number) => string | undefined) {
  const others: Present[] = [];
  for (const [client, state] of awareness.getStates()) {
    if (client === awareness.clientID) continue;
    const { user, place, cursor, away } = state as Said;
    if (away === true) continue;
    const person = typeof user?.id === 'number' ? user.id : null;
    // A name without the id that the server has looked at may be anybody's.
    const name = person === null ? undefined : (nameOf(person) ?? said(user?.name));
    others.push({
      client,
      person,
      name: name ?? 'Somebody',
      place: typeof place === 'string' ? place : '',
      cursor: cursor ?? null,
    });
  }
  return others;
}

function said(name: unknown): string | undefined {
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Each person once, whatever the number of their pages; where they write counts more. */
export function people(present: Present[], except: number | undefined): Present[] {
  const byPerson = new Map<number | string, Present>();
  for (const one of present) {
    if (one.person !== null && one.person === except) continue;
    const key = one.person ?? one.name;
    const known = byPerson.get(key);
    if (!known || (one.cursor && !known.cursor)) byPerson.set(key, one);
  }
  return [...byPerson.values()];
}
