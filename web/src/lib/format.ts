/**
 * The one place that turns values into words. Times are UTC unless the caller says otherwise,
 * and a page that shows them says "UTC" once.
 */

const DAY_MS = 86_400_000;
const LOCALE = 'en-GB';

export type Instant = string | Date;

function toDate(instant: Instant): Date {
  return typeof instant === 'string' ? new Date(instant) : instant;
}

function dateFormat(options: Intl.DateTimeFormatOptions): (instant: Instant) => string {
  const format = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', ...options });
  return (instant) =>
    format
      .formatToParts(toDate(instant))
      .map((part) => (part.type === 'month' ? part.value.replace('Sept', 'Sep') : part.value))
      .join('')
      .replace(',', '');
}

const dayMonth = dateFormat({ day: 'numeric', month: 'short' });
const dayMonthYear = dateFormat({ day: 'numeric', month: 'short', year: '2-digit' });

/** "8 Oct", or "28 Nov 25" when the year is not that of `now`. */
export function shortDate(instant: Instant, now: Instant = new Date()): string {
  const sameYear = toDate(instant).getUTCFullYear() === toDate(now).getUTCFullYear();
  return (sameYear ? dayMonth : dayMonthYear)(instant);
}

/** "8 Oct 2026" */
export const plainDate = dateFormat({ day: 'numeric', month: 'short', year: 'numeric' });

/** "Thu 8 Oct 2026" */
export const longDate = dateFormat({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** "Wednesday 14 October 2026" */
export const fullDate = dateFormat({
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

const clock = dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "09:12"; with `zone`, "09:12 UTC" */
export function time(instant: Instant, options: { zone?: boolean } = {}): string {
  return options.zone ? `${clock(instant)} UTC` : clock(instant);
}

/** "8 Oct 09:12" */
export function dateTime(instant: Instant, now: Instant = new Date()): string {
  return `${shortDate(instant, now)} ${clock(instant)}`;
}

const clockSeconds = dateFormat({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** "8 Oct 09:12:04", for what comes many times a minute. */
export function exactTime(instant: Instant, now: Instant = new Date()): string {
  return `${shortDate(instant, now)} ${clockSeconds(instant)}`;
}

/** "09:12 to 09:59 UTC"; the second date is named when it is another day. */
export function timeRange(from: Instant, to: Instant): string {
  const sameDay = dayMonth(from) === dayMonth(to);
  return `${clock(from)} to ${sameDay ? '' : `${dayMonth(to)} `}${clock(to)} UTC`;
}

/** "12:00" where that zone is; "Fri 01:00" when it is another day there. */
export function timeIn(instant: Instant, zone: string): string {
  const part = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
    new Intl.DateTimeFormat(LOCALE, { timeZone, ...options }).format(toDate(instant));
  const there = part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = part({ weekday: 'short' });
  return day === part({ weekday: 'short' }, 'UTC') ? there : `${day} ${there}`;
}

/** "Berlin" of "Europe/Berlin" */
export function zoneName(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
}

/** "30 s", "47 min", "1 h 52", "12 h 00", "3 d 4 h" */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.round(total / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)}`;
  const hours = Math.round(minutes / 60);
  const rest = hours % 24;
  return rest === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${rest} h`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

/** Seconds between two instants; negative when the second is the earlier. */
export function secondsBetween(from: Instant, to: Instant): number {
  return (toDate(to).getTime() - toDate(from).getTime()) / 1000;
}

/** Whole days from `now` to a calendar day, in UTC; negative once it has passed. */
export function daysUntil(day: Instant, now: Instant = new Date()): number {
  return Math.floor(toDate(day).getTime() / DAY_MS) - Math.floor(toDate(now).getTime() / DAY_MS);
}

/** "2 days late", "1 day left", "due today" */
export function daysLeft(days: number): string {
  if (days === 0) return 'due today';
  const count = plural(Math.abs(days), 'day');
  return days < 0 ? `${count} late` : `${count} left`;
}

/** "just now", "12 min ago", "2 h ago", "yesterday", "3 days ago", then the date. */
export function ago(instant: Instant, now: Instant = new Date()): string {
  const minutes = Math.floor(secondsBetween(instant, now) / 60);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const days = -daysUntil(instant, now);
  if (days === 0) return `${Math.floor(minutes / 60)} h ago`;
  if (days === 1) return 'yesterday';
  return days < 7 ? `${days} days ago` : shortDate(instant, now);
}

/** "€46k", "€2.4k", "€0.8k", "€212", "$1.2m": short, for a sentence or a cell. */
export function money(amount: number, currency = 'EUR'): string {
  const size = Math.abs(amount);
  if (size >= 999_500)
    return currencyText(amount / 1_000_000, currency, oneDecimal(size / 1e6), 'm');
  if (size >= 750) return currencyText(amount / 1000, currency, oneDecimal(size / 1000), 'k');
  return currencyText(amount, currency, 0, '');
}

function oneDecimal(size: number): 0 | 1 {
  const rounded = Math.round(size * 10) / 10;
  return rounded < 10 && !Number.isInteger(rounded) ? 1 : 0;
}

function currencyText(value: number, currency: string, digits: number, unit: string): string {
  const text = new Intl.NumberFormat(LOCALE, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
  return text + unit;
}

/** 0.307 → "31%"; small shares keep a decimal, so that they do not read as none. */
export function percent(share: number): string {
  const value = share * 100;
  const digits = value > 0 && value < 10 && !Number.isInteger(Math.round(value * 10) / 10) ? 1 : 0;
  return `${value.toFixed(digits)}%`;
}

/** "13–58%": an interval, in whole percent. */
export function percentRange(low: number, high: number): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)}%`;
}

const thousands = new Intl.NumberFormat(LOCALE);

/** "18,400" */
export function count(number: number): string {
  return thousands.format(number);
}

/** "1 incident", "13 incidents", "2 entries" */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
