/** Action items in the groups in which they are read: by what is late, or by whose they are. */

import type { ActionView, Sprint } from '$lib/api/shapes';

export const TABS = {
  open: 'Open',
  mine: 'Mine',
  'no-ticket': 'Without a ticket',
  carried: 'Carried over',
  proof: 'Proof missing',
  behind: 'Behind a repeat',
  all: 'All',
} as const;

export type ActionsTab = keyof typeof TABS;

/** Tabs of what the server is asked for by name, finished ones included. */
export const CONCERNS = { proof: 'proof_missing', behind: 'behind_repeat' } as const;

export function concernOf(tab: ActionsTab): (typeof CONCERNS)[keyof typeof CONCERNS] | undefined {
  return tab === 'proof' || tab === 'behind' ? CONCERNS[tab] : undefined;
}

export const GROUPINGS = {
  state: 'State',
  owner: 'Owner',
  team: 'Team',
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
  /** Where the heading leads: to what is grouped, or to it alone. */
  href?: string;
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

/** Which of the items a tab shows. */
export function inTab(tab: ActionsTab, me: number | undefined): (row: ActionView) => boolean {
  switch (tab) {
    case 'mine':
      return ({ action }) => me !== undefined && action.owner === me;
    case 'no-ticket':
      return ({ concerns }) => concerns.includes('without_ticket');
    case 'carried':
      return ({ concerns }) => concerns.includes('carried_over');
    case 'proof':
    case 'behind':
      return ({ concerns }) => concerns.includes(CONCERNS[tab]);
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
  return sprint && `${sprint.name}, ends ${longDay.format(new Date(sprint.ends_on))}`;
}

function spanWords(rows: ActionView[]): string | undefined {
  const sprint = sharedSprint(rows);
  if (!sprint) return undefined;
  const [from, to] = [new Date(sprint.starts_on), new Date(sprint.ends_on)];
  const start =
    from.getUTCMonth() === to.getUTCMonth() ? String(from.getUTCDate()) : dayMonth.format(from);
  return `${sprint.name}, ${start} to ${dayMonth.format(to)}`;
}

const OVERDUE_NOTE = 'oldest first; each is opened in the next review that touches its service';

/** Empty groups are left out. */
export function groupByState(rows: ActionView[]): ActionGroup[] {
  const open = rows.filter((row) => !isFinished(row));
  const overdue = open.filter(isOverdue).sort(byLateness);
  const dated = open.filter((row) => !isOverdue(row) && row.sprints_ahead != null);
  const ahead = (fits: (sprints: number) => boolean) =>
    dated.filter(({ sprints_ahead: sprints }) => fits(sprints ?? 0));
  const [current, next, later] = [
    ahead((sprints) => sprints <= 0),
    ahead((sprints) => sprints === 1),
    ahead((sprints) => sprints > 1),
  ];
  const groups: ActionGroup[] = [
    { heading: 'Overdue', note: OVERDUE_NOTE, late: true, rows: overdue },
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

function byLateness(a: ActionView, b: ActionView): number {
  return (b.days_late ?? 0) - (a.days_late ?? 0);
}

/** What an action is listed under. */
export interface GroupName {
  name: string;
  href?: string;
}

/** Under one heading for each name, in alphabetical order, those without one last. */
export function groupByName(
  rows: ActionView[],
  names: (row: ActionView) => GroupName[],
  without: string,
): ActionGroup[] {
  const groups = new Map<string, ActionGroup>();
  for (const row of rows) {
    const found = names(row);
    for (const { name, href } of found.length > 0 ? found : [{ name: without }]) {
      const group = groups.get(name) ?? { heading: name, href, rows: [] };
      group.rows.push(row);
      groups.set(name, group);
    }
  }
  const compare = (a: string, b: string) =>
    Number(a === without) - Number(b === without) || a.localeCompare(b, 'en', { numeric: true });
  return [...groups.values()]
    .sort((a, b) => compare(a.heading, b.heading))
    .map((group) => {
      const overdue = group.rows.filter((row) => !isFinished(row) && isOverdue(row));
      const note = overdue.length > 0 ? `${overdue.length} overdue` : undefined;
      const rest = group.rows.filter((row) => !overdue.includes(row));
      return { ...group, note, rows: [...overdue.sort(byLateness), ...rest] };
    });
}

/** How far back what is finished stays in view; the rest is folded. */
export const FINISHED_DAYS = 30;

/** Finished within the last days, and before. */
export function splitFinished(
  rows: ActionView[],
  now: Date,
): { recent: ActionView[]; earlier: ActionView[] } {
  const since = now.getTime() - FINISHED_DAYS * 86_400_000;
  const finished = rows.filter(isFinished);
  const isRecent = ({ action }: ActionView) =>
    action.finished_at != null && new Date(action.finished_at).getTime() >= since;
  return {
    recent: finished.filter(isRecent),
    earlier: finished.filter((row) => !isRecent(row)),
  };
}

/** The first rows of the groups, as many as are to be drawn; the headings keep their counts. */
export function firstRows(groups: ActionGroup[], limit: number): (ActionGroup & { all: number })[] {
  let left = limit;
  const drawn = groups.map((group) => {
    const rows = group.rows.slice(0, Math.max(0, left));
    left -= rows.length;
    return { ...group, rows, all: group.rows.length };
  });
  return drawn.filter(({ rows }) => rows.length > 0);
}

/** The latest finished first. */
export function finishedGroup(rows: ActionView[], heading: string): ActionGroup[] {
  const finished = rows
    .filter(isFinished)
    .sort((a, b) => (b.action.finished_at ?? '').localeCompare(a.action.finished_at ?? ''));
  return finished.length > 0 ? [{ heading, rows: finished }] : [];
}
