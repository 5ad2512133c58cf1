/** Versions as people made them: what one person wrote within a minute is one step. */

import type { Version } from '$lib/api/history-shapes';
import { shortDate } from '$lib/format';

export interface VersionGroup {
  author: Version['author'];
  /** Who else wrote it. */
  with: Version['with'];
  /** Of the latest. */
  at: string;
  /** The version before the first of the group; 0 before anything was. */
  before: number;
  last: number;
  name: string | null;
  changes: Version['changes'];
}

/** Newest first, as the versions come. A version with a name begins a group, which bears it. */
export function groupVersions(versions: Version[]): VersionGroup[] {
  const groups: VersionGroup[] = [];
  for (const { version, at, author, with: others, name, changes: all } of versions) {
    const changes = opening(all);
    const open = groups.at(-1);
    if (open && name === null && belongs(open, author, at)) {
      open.before = version - 1;
      open.with = [...new Set([...open.with, ...others])];
      open.changes = [...open.changes, ...changes];
    } else {
      groups.push({ author, with: others, at, before: version - 1, last: version, name, changes });
    }
  }
  return groups;
}

/** What it was opened with needs no telling apart. */
function opening(changes: Version['changes']): Version['changes'] {
  const opened = changes.filter(({ name }) => name === 'incident.opened');
  return opened.length > 0 ? opened : changes;
}

function belongs(group: VersionGroup, author: Version['author'], at: string): boolean {
  const same = group.author.person === author.person && group.author.via === author.via;
  return same && minuteOf(group.at) === minuteOf(at);
}

function minuteOf(at: string): number {
  return Math.floor(Date.parse(at) / 60_000);
}

export interface VersionDay {
  word: string;
  groups: VersionGroup[];
}

export function groupsByDay(groups: VersionGroup[], now: Date): VersionDay[] {
  const days: VersionDay[] = [];
  for (const group of groups) {
    const word = shortDate(group.at, now);
    const day = days.at(-1);
    if (day?.word === word) day.groups.push(group);
    else days.push({ word, groups: [group] });
  }
  return days;
}

/** What the latest page tells, put before what is known; all of it where they do not meet. */
export function joined(latest: Version[], known: Version[], next: number | null) {
  const oldest = latest.at(-1)?.version ?? 0;
  const meets = known.some(({ version }) => version >= oldest - 1);
  return meets || next === null
    ? [...latest, ...known.filter(({ version }) => version < oldest)]
    : latest;
}
