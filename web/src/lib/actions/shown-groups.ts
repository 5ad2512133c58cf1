/** The groups of the page: what is open as it is grouped, and what was finished after it. */

import type { ActionView } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import { actionsAddress } from './address';
import {
  FINISHED_DAYS,
  finishedGroup,
  groupByName,
  groupByState,
  isFinished,
  type ActionGroup,
  type Grouping,
} from './grouping';

interface Rows {
  rows: ActionView[];
  recent: ActionView[];
  earlier: ActionView[];
}

export function shownGroups({ rows, recent, earlier }: Rows, by: Grouping): ActionGroup[] {
  return [
    ...openGroups(
      rows.filter((row) => !isFinished(row)),
      by,
    ),
    ...finishedGroup(recent, `Finished in the last ${FINISHED_DAYS} days`),
    ...finishedGroup(earlier, 'Finished earlier'),
  ];
}

function openGroups(open: ActionView[], by: Grouping): ActionGroup[] {
  switch (by) {
    case 'state':
      return groupByState(open);
    case 'owner':
      return groupByName(open, ownerOf, 'Nobody');
    case 'team':
      return groupByName(open, teamsOf, 'No team');
    case 'service':
      return groupByName(open, servicesOf, 'No service');
    case 'incident':
      return groupByName(open, incidentOf, '');
  }
}

function ownerOf({ action }: ActionView) {
  const person = workspace.person(action.owner);
  if (person) return [{ name: person.name, href: actionsAddress({ owner: person.handle }) }];
  return action.owner_name ? [{ name: action.owner_name }] : [];
}

function teamsOf({ teams }: ActionView) {
  return teams.flatMap((id) => {
    const name = workspace.team(id)?.name;
    return name === undefined ? [] : [{ name, href: actionsAddress({ team: name }) }];
  });
}

function servicesOf({ services }: ActionView) {
  return workspace
    .serviceNames(services)
    .map((name) => ({ name, href: actionsAddress({ service: name }) }));
}

function incidentOf({ incident, incident_title: title }: ActionView) {
  return [{ name: `${incident} ${title}`, href: `/incidents/${incident}#actions` }];
}
