/** The search index in sentences. */

import { plural } from '$lib/format';

import type { SearchIndex } from './requests';

const MEGABYTE = 1_000_000;

export function indexWords(index: SearchIndex): string {
  const incidents = plural(index.incidents, 'incident');
  switch (index.standing) {
    case 'ready':
      return `It knows ${incidents} and takes ${size(index.bytes)}. ${behindWords(index.behind)}`;
    case 'renewing':
      return `It is made anew, and answers as before until that is done.`;
    case 'building':
      return `It is being made: ${incidents} so far. Until it is there, words are looked for in the database.`;
    case 'waiting':
      return 'Another program uses its folder. Until that ends, words are looked for in the database.';
    case 'absent':
      return 'This server has none: words are looked for in the database.';
  }
}

/** Why it was made, as a sentence; nothing when it was there when the server started. */
export function becauseWords(index: SearchIndex): string {
  return index.made_because ? `Made since the server started, because ${index.made_because}.` : '';
}

function behindWords(changes: number): string {
  return changes === 0
    ? 'It is up to date.'
    : `${plural(changes, 'change')} of the log ${changes === 1 ? 'is' : 'are'} still to be read.`;
}

function size(bytes: number): string {
  return bytes < MEGABYTE ? 'less than a megabyte' : `${Math.round(bytes / MEGABYTE)} MB`;
}
