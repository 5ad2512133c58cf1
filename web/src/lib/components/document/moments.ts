/** Moments as people type them: a date and a time, each in a field of its own; in UTC unless said. */

import { instantIn } from './timeline/zones';

export interface TypedMoment {
  date: string;
  time: string;
}

export const NO_MOMENT: TypedMoment = { date: '', time: '' };

/** Splits an instant for two fields; seconds are shown only when there are any. */
export function typed(instant: string | null | undefined): TypedMoment {
  if (!instant) return NO_MOMENT;
  const [date = '', clock = ''] = new Date(instant).toISOString().split('T');
  const [hours, minutes, seconds = ''] = clock.replace('Z', '').split(':');
  const rest = seconds.startsWith('00') ? '' : `:${seconds.slice(0, 2)}`;
  return { date, time: `${hours}:${minutes}${rest}` };
}

export type ReadMoment = { at: string | null } | { error: string };

/**
 * Reads the two fields. What was not touched keeps its original instant, so that microseconds a
 * field cannot show are not lost.
 */
export function readMoment(
  fields: TypedMoment,
  original?: string | null,
  zone = 'UTC',
): ReadMoment {
  const before = typed(original);
  if (zone === 'UTC' && original && fields.date === before.date && fields.time === before.time) {
    return { at: original };
  }
  if (!fields.date && !fields.time.trim()) return { at: null };
  if (!fields.date) return { error: 'The date is missing.' };
  const clock = readClock(fields.time);
  if (clock === null) return { error: `The time is missing; write it as 14:05, in ${zone}.` };
  if (clock === undefined) {
    return { error: `“${fields.time.trim()}” is not a time; write it as 14:05, in ${zone}.` };
  }
  if (zone !== 'UTC') return instantIn(fields.date, clock, zone);
  return { at: `${fields.date}T${clock}Z` };
}

/** "14:05", "9:05", "1405" or "14:05:30"; null when empty, undefined when it is no time. */
function readClock(text: string): string | null | undefined {
  const trimmed = text.trim();
  if (!trimmed) return null;
  const parts =
    /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed) ?? /^(\d{2})(\d{2})$/.exec(trimmed);
  if (!parts) return undefined;
  const [hours, minutes, seconds] = [parts[1], parts[2], parts[3] ?? '0'].map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return [hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
}
