// Days as the forms take them, counted from today in UTC.

const DAY_MS = 86_400_000;

/** `2026-10-08`, this many days from today. */
export function day(fromToday: number): string {
  return iso(Date.now() + fromToday * DAY_MS);
}

/** The first day of a sprint that began `daysAgo`, and the last of the one after it. */
export function sprintsOf(lengthDays: number, daysAgo: number) {
  return { startsOn: day(-daysAgo), nextEndsOn: day(2 * lengthDays - daysAgo - 1) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
