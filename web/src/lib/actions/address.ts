/** What the list of actions shows, as its address says it: a link to it is the list. */

import type { Concern, Person, Service, Team } from '$lib/api/shapes';

import { CONCERNS, GROUPINGS, oneOf, TABS, type ActionsTab, type Grouping } from './grouping';

/** The fields that can be filtered by, in the order of the address. */
export const FILTERS = {
  owner: 'Owner',
  team: 'Team',
  service: 'Service',
  incident: 'Incident',
} as const;

export type FilterField = keyof typeof FILTERS;

/** A handle, a service's name, a reference; as typed, whether or not they exist. */
export type FilterWords = Partial<Record<FilterField, string>>;

export interface Showing extends FilterWords {
  tab: ActionsTab;
  by: Grouping;
}

/** What the server is asked for. */
export interface ListFilter {
  owner?: number;
  team?: number;
  service?: number;
  incident?: string;
}

const PLAIN: Showing = { tab: 'open', by: 'state' };

export function showingOf(url: URL): Showing {
  const search = url.searchParams;
  const showing: Showing = {
    tab: oneOf(TABS, search.get('tab'), PLAIN.tab),
    by: oneOf(GROUPINGS, search.get('by'), PLAIN.by),
  };
  for (const field of Object.keys(FILTERS) as FilterField[]) {
    const text = search.get(field)?.trim();
    if (text) showing[field] = text;
  }
  return showing;
}

/** The usual tab and grouping go without saying. */
export function actionsAddress(showing: Partial<Showing>): string {
  const search = new URLSearchParams();
  for (const field of Object.keys(FILTERS) as FilterField[]) {
    if (showing[field]) search.set(field, showing[field]);
  }
  if (showing.by && showing.by !== PLAIN.by) search.set('by', showing.by);
  if (showing.tab && showing.tab !== PLAIN.tab) search.set('tab', showing.tab);
  const text = search.toString();
  return text ? `/actions?${text}` : '/actions';
}

/** Where the same items are had as a table: what is filtered by, and what the tab is about. */
export function exportAddress(filter: ListFilter, tab: ActionsTab): string {
  const concern = EXPORTED[tab];
  const asked = {
    ...filter,
    ...(concern ? { concern } : { state: tab === 'all' ? 'all' : 'open' }),
  };
  const search = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
  return `/api/v1/actions.csv?${search}`;
}

const EXPORTED: Partial<Record<ActionsTab, Concern>> = {
  'no-ticket': 'without_ticket',
  carried: 'carried_over',
  ...CONCERNS,
};

export function isFiltered(showing: Showing): boolean {
  return Object.keys(FILTERS).some((field) => showing[field as FilterField]);
}

interface Known {
  people: Pick<Person, 'id' | 'handle'>[];
  services: Pick<Service, 'id' | 'name'>[];
  teams: Pick<Team, 'id' | 'name'>[];
}

/** What the words stand for, and a sentence about each that stands for nothing. */
export function resolve(
  words: FilterWords,
  { people, services, teams }: Known,
): { filter: ListFilter; unknown: string[] } {
  const filter: ListFilter = {};
  const unknown: string[] = [];
  const same = (text: string, other: string | undefined) =>
    text.toLowerCase() === other?.toLowerCase();
  if (words.owner) {
    filter.owner = people.find(({ handle }) => same(handle, words.owner))?.id;
    if (filter.owner === undefined) unknown.push(`Nobody has the handle “${words.owner}”.`);
  }
  if (words.team) {
    filter.team = teams.find(({ name }) => same(name, words.team))?.id;
    if (filter.team === undefined) unknown.push(`No team is called “${words.team}”.`);
  }
  if (words.service) {
    filter.service = services.find(({ name }) => same(name, words.service))?.id;
    if (filter.service === undefined) unknown.push(`No service is called “${words.service}”.`);
  }
  if (words.incident) {
    if (isReference(words.incident)) filter.incident = words.incident.toUpperCase();
    else unknown.push(`“${words.incident}” is no reference; one looks like INC-57.`);
  }
  return { filter, unknown };
}

export function isReference(text: string): boolean {
  return /^INC-[1-9]\d{0,8}$/i.test(text);
}
