/** What the search offers: where each thing that was found leads, in groups and in order. */

import type { FactorTerm, Person, Service } from '$lib/api/shapes';
import { plural } from '$lib/format';
import { complete, type Vocabulary } from '$lib/incidents/query-fields';
import { condition, partAt } from '$lib/incidents/query-text';
import { listAddress } from '$lib/url-query';

import type { FoundIncident, SearchAnswer } from './answer';

type FoundAction = SearchAnswer['actions'][number];
type Considered = SearchAnswer['considered'][number];

export type SearchOption = { id: string } & (
  | { kind: 'incident'; href: string; found: FoundIncident }
  | { kind: 'factor'; href: string; factor: FactorTerm; incidents: number }
  | { kind: 'action'; href: string; found: FoundAction }
  | { kind: 'considered'; href: string; considered: Considered }
  | { kind: 'person'; href: string; person: Person }
  | { kind: 'service'; href: string; service: Service }
  | { kind: 'list'; href: string; label: string }
  /** These two change what is typed instead of leading away. */
  | { kind: 'token'; text: string; token: string; meaning: string }
  | { kind: 'recent'; text: string }
);

export interface SearchGroup {
  heading: string;
  options: SearchOption[];
}

/** `answer` is missing while the first one is on its way. */
export function foundGroups(words: string, answer: SearchAnswer | undefined): SearchGroup[] {
  const incidents: SearchOption[] = (answer?.incidents ?? []).map((found) => ({
    id: found.incident.reference,
    kind: 'incident',
    href: `/incidents/${found.incident.reference}`,
    found,
  }));
  // A list of none is no place to go to.
  if (answer?.incidents_total !== 0) incidents.push(wholeList(words, answer?.incidents_total));
  return [
    { heading: 'Incidents', options: incidents },
    {
      heading: 'Factors',
      options: (answer?.factors ?? []).map(({ factor, incidents: count }) => ({
        id: `factor-${factor.id}`,
        kind: 'factor' as const,
        href: listAddress(condition('factor', factor.label)),
        factor,
        incidents: count,
      })),
    },
    {
      heading: 'Actions',
      options: (answer?.actions ?? []).map((found) => ({
        id: `action-${found.incident}-${found.action.id}`,
        kind: 'action' as const,
        href: `/incidents/${found.incident}#actions`,
        found,
      })),
    },
    {
      heading: 'Considered before',
      options: notAmong(answer).map((considered, index) => ({
        id: `considered-${considered.incident}-${index}`,
        kind: 'considered' as const,
        href: `/incidents/${considered.incident}#actions`,
        considered,
      })),
    },
    {
      heading: 'People',
      options: (answer?.people ?? []).map((person) => ({
        id: `person-${person.id}`,
        kind: 'person' as const,
        href: `/actions?owner=${encodeURIComponent(person.handle)}`,
        person,
      })),
    },
    {
      heading: 'Services',
      options: (answer?.services ?? []).map((service) => ({
        id: `service-${service.id}`,
        kind: 'service' as const,
        href: listAddress(condition('service', service.name)),
        service,
      })),
    },
  ].filter(({ options }) => options.length > 0);
}

/** A dropped action that is among the actions already is not told twice. */
function notAmong(answer: SearchAnswer | undefined): Considered[] {
  const listed = (one: Considered) =>
    answer?.actions.some(
      ({ incident, action }) => incident === one.incident && action.title === one.title,
    );
  return (answer?.considered ?? []).filter((one) => !listed(one));
}

/** What the token at the end of the text could become; nothing for a plain word. */
export function tokenGroups(text: string, vocabulary: Vocabulary, now = new Date()): SearchGroup[] {
  const part = partAt(text, text.length);
  if (!part.text.includes(':')) return [];
  const { suggestions } = complete(part.text, vocabulary, now);
  if (suggestions.length === 0) return [];
  const options = suggestions.map(({ text: token, word }) => ({
    id: `token-${token}`,
    kind: 'token' as const,
    text: `${text.slice(0, part.start)}${token} `,
    token,
    meaning: word,
  }));
  return [{ heading: 'Tokens', options }];
}

/** The token at the end is not one yet, so that Enter had better end it. */
export function isUnfinished(text: string, vocabulary: Vocabulary, now = new Date()): boolean {
  const part = partAt(text, text.length).text;
  return part.includes(':') && complete(part, vocabulary, now).preselected;
}

export function recentGroups(recent: string[]): SearchGroup[] {
  if (recent.length === 0) return [];
  const options = recent.map((text) => ({ id: `recent-${text}`, kind: 'recent' as const, text }));
  return [{ heading: 'Searched for lately', options }];
}

/** Nothing but the way to the list of incidents is offered. */
export function isEmpty(answer: SearchAnswer): boolean {
  const { incidents, factors, actions, considered, people, services } = answer;
  return [incidents, factors, actions, considered, people, services].every(
    (found) => found.length === 0,
  );
}

/** A reference names one incident, and a list of one would be a detour. */
export function namesTheFirst(words: string, answer: SearchAnswer): boolean {
  const number = /^(?:inc-?)?(\d+)$/i.exec(words)?.[1];
  return answer.incidents[0]?.incident.reference === `INC-${number}`;
}

function wholeList(text: string, total?: number): SearchOption {
  const label =
    total === undefined
      ? `Look for “${text}” in all incidents`
      : `All ${plural(total, 'incident')} with “${text}”`;
  return { id: 'list', kind: 'list', href: listAddress(text), label };
}
