/** A time as a clock somewhere shows it, and the instant that it is. */

import type { ReadMoment } from '../moments';

const DAY_MS = 86_400_000;

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant at which a clock in `zone` shows this date and time ("09:27:00"). A time that was
 * skipped or came twice when the clocks changed is never guessed.
 */
export function instantIn(date: string, clock: string, zone: string): ReadMoment {
  const shown = Date.parse(`${date}T${clock}Z`);
  if (Number.isNaN(shown)) return { error: `“${date}” is not a date.` };
  const around = [shown - DAY_MS, shown + DAY_MS].map((instant) => offsetAt(instant, zone));
  const [instant, second] = [...new Set(around)]
    .map((offset) => shown - offset)
    .filter((candidate) => candidate + offsetAt(candidate, zone) === shown);
  const short = clock.slice(0, 5);
  if (instant === undefined) {
    return { error: `There was no ${short} in ${zone} that day: the clocks went forward.` };
  }
  if (second !== undefined) {
    return { error: `${short} came twice in ${zone} that day; write the time in UTC.` };
  }
  return { at: new Date(instant).toISOString().replace('.000Z', 'Z') };
}

/** UTC, the zone of the document, that of the reader, and then all others. */
export function zoneChoices(document: string): { near: string[]; others: string[] } {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const near = [...new Set(['UTC', document, own])];
  return { near, others: Intl.supportedValuesOf('timeZone').filter((one) => !near.includes(one)) };
}
