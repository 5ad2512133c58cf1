/** The keys of the query language with a word on each, and the values that can be offered. */

import type { Workspace } from '$lib/api/shapes';

import { condition } from './query-text';

export interface Suggestion {
  /** What it becomes in the query: `-is:repeat`, or `is:` while its value is to come. */
  text: string;
  /** What it means, in a few words. */
  word: string;
  /** A key that waits for its value. */
  open: boolean;
}

/** What values are taken from; a workspace, as far as the query language knows it. */
export type Vocabulary = Pick<Workspace, 'services' | 'teams' | 'people' | 'factors'>;

interface Value {
  value: string;
  word: string;
}

interface QueryField {
  key: string;
  word: string;
  /** Several can be listed after one colon. */
  several?: boolean;
  /** Any date or length will do; what is offered are examples. */
  free?: boolean;
  values: (vocabulary: Vocabulary, now: Date) => Value[];
}

const listed = (pairs: Record<string, string>) => () =>
  Object.entries(pairs).map(([value, word]) => ({ value, word }));

const FLAGS = {
  repeat: 'its cause was met before',
  owed: 'a review is owed',
  late: 'past its review week',
  draft: 'no further than the facts',
  published: 'its review can be read',
  drill: 'an exercise',
  'near-miss': 'nearly an incident',
  duplicate: 'told in another incident',
  restricted: 'only some people see it',
};

const POSSESSIONS = {
  'unfinished-action': 'an action not finished',
  action: 'an action at all',
  'open-question': 'a question nobody answered',
  meeting: 'a meeting, held or to come',
};

export const FIELDS: QueryField[] = [
  { key: 'is', word: 'a state: repeat, late, drill …', values: listed(FLAGS) },
  { key: 'has', word: 'an action, a question, a meeting', values: listed(POSSESSIONS) },
  {
    key: 'sev',
    word: 'severity, 1 to 4',
    several: true,
    values: listed({
      1: 'the most severe',
      2: 'severe',
      3: 'moderate',
      4: 'the least severe',
      '1,2': 'the two most severe',
    }),
  },
  {
    key: 'service',
    word: 'a service it touched',
    several: true,
    values: ({ services, teams }) =>
      services.map(({ name, team }) => ({
        value: name,
        word: teams.find(({ id }) => id === team)?.name ?? '',
      })),
  },
  {
    key: 'team',
    word: 'whose services it touched',
    several: true,
    values: ({ teams }) => teams.map(({ name }) => ({ value: name, word: '' })),
  },
  {
    key: 'owner',
    word: 'who owns an action of it',
    several: true,
    values: ({ people }) => people.map(({ handle, name }) => ({ value: handle, word: name })),
  },
  {
    key: 'factor',
    word: 'what contributed to it',
    several: true,
    values: ({ factors }) => factors.map(({ label }) => ({ value: label, word: '' })),
  },
  { key: 'since', word: 'began in or after', free: true, values: (_, now) => periods(now) },
  { key: 'until', word: 'began in or before', free: true, values: (_, now) => periods(now) },
  {
    key: 'lasted',
    free: true,
    word: 'how long, from start to recovery',
    values: listed({
      '>30m': 'over half an hour',
      '>1h': 'over an hour',
      '>4h': 'over four hours',
    }),
  },
  {
    key: 'detect',
    free: true,
    word: 'how long until it was seen',
    values: listed({
      '>5m': 'over five minutes',
      '>30m': 'over half an hour',
      '>1h': 'over an hour',
    }),
  },
  {
    key: 'left',
    free: true,
    word: 'days left of the review week',
    values: listed({ '<2d': 'under two days', '<4d': 'under four days', '<0d': 'past its week' }),
  },
];

/** Months and years to begin or to end with, the nearest first. */
function periods(now: Date): Value[] {
  const month = (back: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
  const year = now.getUTCFullYear();
  return [
    { value: month(0), word: 'this month' },
    { value: month(1), word: 'last month' },
    { value: month(3), word: 'three months ago' },
    { value: String(year), word: 'this year' },
    { value: String(year - 1), word: 'last year' },
  ];
}

const MOST = 8;

/** What the part at the caret could become, the likeliest first. */
export interface Completion {
  suggestions: Suggestion[];
  /** Enter takes the first: what is typed so far means nothing by itself. */
  preselected: boolean;
}

export function complete(part: string, vocabulary: Vocabulary, now: Date): Completion {
  const minus = part.startsWith('-') ? '-' : '';
  const rest = part.slice(minus.length);
  const colon = rest.indexOf(':');
  if (colon < 0) {
    const word = rest.replaceAll('"', '').toLowerCase();
    return { suggestions: byWord(word, minus, vocabulary, now), preselected: false };
  }
  const field = FIELDS.find(({ key }) => key === rest.slice(0, colon));
  if (!field) return { suggestions: [], preselected: false };
  const typed = rest
    .slice(colon + 1)
    .replaceAll('"', '')
    .toLowerCase();
  // After a comma only the last value is still being typed.
  const comma = field.several ? typed.lastIndexOf(',') + 1 : 0;
  const [before, last] = [typed.slice(0, comma), typed.slice(comma)];
  const taken = before.split(',');
  const values = field.values(vocabulary, now);
  const open = values.filter(
    ({ value }) => !taken.includes(value.toLowerCase()) && (comma === 0 || !value.includes(',')),
  );
  const whole = values.some(({ value }) => value.toLowerCase() === last);
  const suggestions = matching(open, last)
    .filter(({ value }) => value.toLowerCase() !== last)
    .slice(0, MOST)
    .map(({ value, word }) => ({
      text: condition(field.key, before + value, minus !== ''),
      word,
      open: false,
    }));
  return { suggestions, preselected: last === '' || (!whole && !field.free) };
}

/** Keys that begin with the word, then names and states in which it stands. */
function byWord(word: string, minus: string, vocabulary: Vocabulary, now: Date): Suggestion[] {
  if (!word) return [];
  const keys = FIELDS.filter(({ key }) => key.startsWith(word)).map((field) => ({
    text: `${minus}${field.key}:`,
    word: field.word,
    open: true,
  }));
  if (word.length < 2) return keys;
  const named = FIELDS.filter(({ key }) => NAMED.includes(key)).flatMap((field) =>
    matching(field.values(vocabulary, now), word).map(({ value, word: note }) => ({
      text: condition(field.key, value, minus !== ''),
      word: note,
      open: false,
    })),
  );
  return [...keys, ...named].slice(0, MOST);
}

const NAMED = ['service', 'team', 'owner', 'factor', 'is', 'has'];

/** Those that begin with it come before those that contain it, by name or by the word beside it. */
function matching(values: Value[], typed: string): Value[] {
  const begins = values.filter(({ value }) => value.toLowerCase().startsWith(typed));
  const contains = values.filter(
    (entry) =>
      !begins.includes(entry) && `${entry.value} ${entry.word}`.toLowerCase().includes(typed),
  );
  return [...begins, ...contains];
}
