/** By how much a source's clock was wrong, as somebody types it, and what a shift would do. */

import type { TimelineEvent } from '$lib/api/incident-shapes';
import { plural } from '$lib/format';

const DAY_SECONDS = 86_400;

export interface ClockError {
  /** A fast clock told everything too late. */
  clock: 'fast' | 'slow';
  /** "4:30", "1:04:30"; a number alone is minutes. */
  by: string;
}

/** What to add to each time, in seconds; undefined for what is no length of up to a day. */
export function secondsOf({ clock, by }: ClockError): number | undefined {
  const parts = /^(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,4})$/.exec(by.trim());
  if (!parts) return undefined;
  const [hours = 0, minutes = 0, last = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const alone = !by.includes(':');
  if (!alone && (last > 59 || (parts[1] !== undefined && minutes > 59))) return undefined;
  const length = alone ? last * 60 : hours * 3600 + minutes * 60 + last;
  if (length === 0 || length > DAY_SECONDS) return undefined;
  return clock === 'fast' ? -length : length;
}

export interface TimedSource {
  name: string;
  entries: TimelineEvent[];
}

/** The sources whose entries have a time, those with most entries first. */
export function timedSources(timeline: TimelineEvent[]): TimedSource[] {
  const sources = new Map<string, TimelineEvent[]>();
  for (const event of timeline.filter(({ precision }) => precision !== 'day')) {
    sources.set(event.source, [...(sources.get(event.source) ?? []), event]);
  }
  return [...sources]
    .map(([name, entries]) => ({ name, entries }))
    .sort((left, right) => right.entries.length - left.entries.length);
}

/** "12 entries move 4:30 earlier; the first from 10:02:10 to 09:57:40." */
export function shiftWords({ entries }: TimedSource, seconds: number): string {
  const first = entries[0]?.occurred_at ?? '';
  const moved = new Date(Date.parse(first) + seconds * 1000).toISOString();
  const dayToo = moved.slice(0, 10) !== first.slice(0, 10);
  const clock = (instant: string) => instant.slice(11, 19);
  const move = entries.length === 1 ? 'moves' : 'move';
  const where = `${clock(first)} to ${dayToo ? `${moved.slice(0, 10)} ` : ''}${clock(moved)}`;
  const which = entries.length === 1 ? 'from' : 'the first from';
  const direction = seconds < 0 ? 'earlier' : 'later';
  return `${plural(entries.length, 'entry', 'entries')} ${move} ${lengthWords(seconds)} ${direction}: ${which} ${where} UTC.`;
}

function lengthWords(seconds: number): string {
  const length = Math.abs(seconds);
  const parts = [Math.floor(length / 3600), Math.floor(length / 60) % 60, length % 60];
  const words = ['h', 'min', 's'].map((unit, index) => [parts[index], unit] as const);
  return words
    .filter(([count]) => count)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
