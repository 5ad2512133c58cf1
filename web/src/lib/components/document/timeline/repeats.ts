/** Entries that one source told again and again, folded into their first: "fired 6 times". */

import type { TimelineEvent } from '$lib/api/incident-shapes';
import { plural, time } from '$lib/format';

/** Twice is worth reading twice. */
const FOLD_FROM = 3;

/** The entries of each fold, in their order, by the number of the first. */
export function repeatsOf(timeline: TimelineEvent[]): Map<number, TimelineEvent[]> {
  const told = new Map<string, TimelineEvent[]>();
  for (const event of timeline.filter(mayBeFolded)) {
    const same = `${event.source}\n${event.kind}\n${sentence(event.text)}`;
    told.set(same, [...(told.get(same) ?? []), event]);
  }
  const folds = [...told.values()].filter((entries) => entries.length >= FOLD_FROM);
  return new Map(folds.map((entries) => [entries[0]?.id ?? 0, entries]));
}

/** What somebody singled out stays where it is. */
function mayBeFolded({ source, pinned, milestone, questions, precision }: TimelineEvent): boolean {
  return (
    source !== '' && !pinned && milestone === null && questions.length === 0 && precision !== 'day'
  );
}

/** The first line with its numbers left out: "3.4 % of requests" is told again as "3.9 %". */
function sentence(text: string): string {
  return (text.split('\n')[0] ?? '').toLowerCase().replace(/\d+([.,]\d+)*/g, '#');
}

/** "fired 6 times, 10:02 to 10:40" */
export function repeatWords(entries: TimelineEvent[]): string {
  const [first, last] = [entries.at(0), entries.at(-1)];
  if (!first || !last) return '';
  const verb = /\b(fired|resolved)\b/.exec(first.text.split('\n')[0] ?? '')?.[1];
  const often = plural(entries.length, 'time');
  const day = first.occurred_at.slice(0, 10) === last.occurred_at.slice(0, 10);
  const until = day ? time(last.occurred_at) : `${time(last.occurred_at)} on a later day`;
  return `${verb ? `${verb} ` : ''}${often}, ${time(first.occurred_at)} to ${until}`;
}
