/** Earlier incidents that the prose of a document names, and what became of what they decided. */

import type { IncidentView } from '$lib/api/incident-shapes';
import { plural } from '$lib/format';

import { textOf, type PhraseRange } from './phrases';

export interface NamedIncident {
  reference: string;
  range: PhraseRange;
}

/** A document that names more than this is a list, and the margin is no place for a list. */
const MOST = 8;

/**
 * The first mention of each incident in the passages, in the order in which they are read, by the
 * passage's key. The document itself does not count.
 */
export function namedIncidents(
  passages: readonly [key: string, html: string | undefined][],
  own: string,
): Map<string, NamedIncident[]> {
  const seen = new Set([own]);
  const found = new Map<string, NamedIncident[]>();
  for (const [key, html] of passages) {
    const first = mentions(html ?? '').filter(({ reference }) => {
      const isNew = !seen.has(reference) && seen.size <= MOST;
      if (isNew) seen.add(reference);
      return isNew;
    });
    if (first.length > 0) found.set(key, first);
  }
  return found;
}

function mentions(html: string): NamedIncident[] {
  if (!html.includes('INC-')) return [];
  return [...textOf(html).matchAll(/(?<![\w-])INC-[1-9]\d*(?![\w-]|\.\d)/g)].map((match) => ({
    reference: match[0],
    range: { start: match.index, end: match.index + match[0].length },
  }));
}

/** "Two of its three actions are done; “…” is still open." in a sentence or two. */
export function whatBecameOf({ postmortem }: IncidentView): string {
  const { actions, status } = postmortem;
  if (actions.length === 0) {
    return status === 'published' ? 'It ended without an action.' : 'No action was chosen yet.';
  }
  const done = actions.filter(({ state }) => state === 'done').length;
  const counts =
    done === actions.length
      ? `${plural(done, 'action')}, all done.`
      : `${done} of ${plural(actions.length, 'action')} done.`;
  const left = actions.filter(({ state }) => state === 'open' || state === 'in_progress');
  const dropped = actions.filter(({ state }) => state === 'wont_do');
  return [
    counts,
    left[0] && `Unfinished: ${left.map(({ title }) => `“${title}”`).join(', ')}.`,
    dropped[0] && `Not done on purpose: ${dropped.map(({ title }) => `“${title}”`).join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
