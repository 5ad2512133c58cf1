/**
 * What an anonymous meeting knows one's own words and answers by: made here once for a meeting, and
 * kept in this tab only. The server keeps neither it nor the name of who wrote.
 */

const BYTES = 24;

export interface MeetingKey {
  readonly value: string;
}

const PREFIX = 'afterword-meeting-key';

export function meetingKey(reference: string, person: number): MeetingKey {
  const name = `${PREFIX}-${person}-${reference}`;
  const kept = read(name);
  if (kept) return { value: kept };
  const value = random();
  keep(name, value);
  return { value };
}

function random(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Without storage it lasts as long as the page; a reload then finds words that are nobody's.
  }
}

/** Whoever signs in next in this tab is somebody else. */
export function forgetMeetingKeys(): void {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of names) sessionStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}
