import { Awareness } from 'y-protocols/awareness';
import { expect, it } from 'vitest';
import { Doc } from 'yjs';

import { othersIn, people, type Present } from './presence';

const cursor = { anchor: {}, head: {} };
const present = (client: number, person: number | null, more: Partial<Present> = {}): Present => ({
  client,
  person,
  name: `P${person}`,
  place: 'summary',
  cursor: null,
  ...more,
});

it('reads what other clients say, and makes do with less', () => {
  const awareness = new Awareness(new Doc());
  awareness.states.set(70, {
    user: { id: 2, name: 'somebody else’s name' },
    place: 'section:summary',
    cursor,
  });
  awareness.states.set(71, { user: { name: 'A program' } });
  awareness.states.set(72, {});
  awareness.states.set(73, { user: { id: 5 }, away: true });
  const names = new Map([[2, 'Mika']]);
  expect(othersIn(awareness, (person) => names.get(person))).toEqual([
    { client: 70, person: 2, name: 'Mika', place: 'section:summary', cursor },
    { client: 71, person: null, name: 'Somebody', place: '', cursor: null },
    { client: 72, person: null, name: 'Somebody', place: '', cursor: null },
  ]);
  awareness.destroy();
});

it('names each person once, where they write, and not oneself', () => {
  const pages = [
    present(1, 2),
    present(2, 2, { place: 'section:root_cause', cursor }),
    present(3, 1, { cursor }),
    present(4, 5),
  ];
  expect(people(pages, 1).map(({ client }) => client)).toEqual([2, 4]);
});
