/** Action items in the groups in which they are read: by what is late, or by whose they are. */

import type { ActionView, Sprint } from '$lib/api/shapes';
import { plural } from '$lib/format';

export const VIEWS = {
  open: 'Open',
  mine: 'Mine',
  'no-ticket': 'Without a ticket',
  carried: 'Carried over',
  all: 'All',
} as const;

export type ActionsView = keyof typeof VIEWS;

export const GROUPINGS = {
  state: 'State',
  owner: 'Owner',
  service: 'Service',
  incident: 'Incident',
} as const;

export type Grouping = keyof typeof GROUPINGS;

export function oneOf<Key extends string>(
  known: Record<Key, string>,
  text: string | null,
  usual: NoInfer<Key>,
): Key {
  return text !== null && Object.hasOwn(known, text) ? (text as Key) : usual;
}

export interface ActionGroup {
  heading: string;
  /** After the count: "Sprint 41, ends Friday 16 October". */
  note?: string;
  late?: boolean;
  rows: ActionView[];
}

export function isFinished({ action }: ActionView): boolean {
  return action.state === 'done' || action.state === 'wont_do';
}

export function isOverdue({ days_late: days }: Pick<ActionView, 'days_late'>): boolean {
  return days != null && days > 0;
}

/** Which of the open items a view shows. */
export function inView(view: ActionsView, me: number | undefined): (row: ActionView) => boolean {
  switch (view) {
    case 'mine':
      return ({ action }) => me !== undefined && action.owner === me;
    case 'no-ticket':
      return ({ action }) => !action.ticket;
    case 'carried':
      return ({ carried_over: times }) => times > 0;
    default:
      return () => true;
  }
}

const longDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});
const dayMonth = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
});

/** The sprint of the rows, when they all share one; teams may count differently. */
function sharedSprint(rows: ActionView[]): Sprint | undefined {
  const first = rows[0]?.sprint;
  if (!first) return undefined;
  const same = rows.every(
    ({ sprint }) => sprint?.number === first.number && sprint.ends_on === first.ends_on,
  );
  return same ? first : undefined;
}

function endsWords(rows: ActionView[]): string | undefined {
  const sprint = sharedSprint(rows);
  return sprint && `Sprint ${sprint.number}, ends ${longDay.format(new Date(sprint.ends_on))}`;
}

function spanWords(rows: ActionView[]): string | undefined {
  const sprint = sharedSprint(rows);
  if (!sprint) return undefined;
  const [from, to] = [new Date(sprint.starts_on), new Date(sprint.ends_on)];
  const start =
    from.getUTCMonth() === to.getUTCMonth() ? String(from.getUTCDate()) : dayMonth.format(from);
  return `Sprint ${sprint.number}, ${start} to ${dayMonth.format(to)}`;
}

/** Empty groups are left out. */
export function groupByState(rows: ActionView[]): ActionGroup[] {
  const open = rows.filter((row) => !isFinished(row));
  const overdue = open.filter(isOverdue).sort((a, b) => (b.days_late ?? 0) - (a.days_late ?? 0));
  const dated = open.filter((row) => !isOverdue(row) && row.sprints_ahead != null);
  const ahead = (fits: (sprints: number) => boolean) =>
    dated.filter(({ sprints_ahead: sprints }) => fits(sprints ?? 0));
  const [current, next, later] = [
    ahead((sprints) => sprints <= 0),
    ahead((sprints) => sprints === 1),
    ahead((sprints) => sprints > 1),
  ];
  const groups: ActionGroup[] = [
    { heading: 'Overdue', note: 'oldest first', late: true, rows: overdue },
    { heading: 'This sprint', note: endsWords(current), rows: current },
    { heading: 'Next sprint', note: spanWords(next), rows: next },
    { heading: 'Later', rows: later },
    {
      heading: 'Without a date',
      rows: open.filter((row) => !isOverdue(row) && row.sprints_ahead == null),
    },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

/** Under one heading for each name, in alphabetical order, those without one last. */
export function groupByName(
  rows: ActionView[],
  names: (row: ActionView) => string[],
  without: string,
): ActionGroup[] {
  const groups = new Map<string, ActionView[]>();
  for (const row of rows) {
    const found = names(row);
    for (const name of found.length > 0 ? found : [without]) {
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
  }
  const compare = (a: string, b: string) =>
    Number(a === without) - Number(b === without) || a.localeCompare(b, 'en', { numeric: true });
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([heading, rows]) => {
      const overdue = rows.filter((row) => !isFinished(row) && isOverdue(row)).length;
      return { heading, note: overdue > 0 ? `${overdue} overdue` : undefined, rows };
    });
}

/** The latest finished first. */
export function finishedGroup(rows: ActionView[], heading: string): ActionGroup[] {
  const finished = rows
    .filter(isFinished)
    .sort((a, b) => (b.action.finished_at ?? '').localeCompare(a.action.finished_at ?? ''));
  return finished.length > 0 ? [{ heading, rows: finished }] : [];
}

/** "9 of 14 open" and the like, for the row of facts above the table. */
export function behindRepeats(open: ActionView[]): { count: number; note: string } {
  const behind = open.filter(({ repeated_by: repeats }) => repeats.length > 0);
  const repeats = [...new Set(behind.flatMap(({ repeated_by: references }) => references))];
  if (behind.length === 0) return { count: 0, note: 'no open action stands behind a repeat' };
  const named =
    repeats.length <= 2 ? repeats.join(' and ') : plural(repeats.length, 'later incident');
  return { count: behind.length, note: `repeated by ${named}` };
}

/** Null before anything was finished. */
export function medianAge(rows: ActionView[]): number | null {
  const ages = rows
    .filter(({ action }) => action.state === 'done')
    .map(({ age_days: days }) => days)
    .sort((a, b) => a - b);
  if (ages.length === 0) return null;
  const middle = (ages.length - 1) / 2;
  const [low = 0, high = 0] = [ages[Math.floor(middle)], ages[Math.ceil(middle)]];
  return Math.round((low + high) / 2);
}
