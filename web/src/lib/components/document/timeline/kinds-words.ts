/** What kinds of things happened nearby: "3 deploys, 2 alerts, 1 message". */

import type { EventKind, Offer } from '$lib/api/incident-shapes';
import { plural } from '$lib/format';

import { eventKinds } from '../words';

export function kindsWords(offers: Offer[]): string {
  const counts = new Map<EventKind, number>();
  for (const { signal } of offers) counts.set(signal.kind, (counts.get(signal.kind) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([kind, count]) => plural(count, eventKinds[kind].word.toLowerCase()))
    .join(', ');
}
