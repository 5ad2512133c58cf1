/** Did the action work? A graded word, and a sentence that says no more than the counts do. */

import type { ActionOutcome, Reading } from '$lib/api/pattern-shapes';
import { plural } from '$lib/format';

export interface Verdict {
  word: string;
  tone?: 'ok' | 'bad' | 'muted';
  sentence: string;
}

const WORDS: Record<Reading, Pick<Verdict, 'word' | 'tone'>> = {
  worked: { word: 'Most likely', tone: 'ok' },
  perhaps_fewer: { word: 'Perhaps' },
  too_early: { word: 'Too early', tone: 'muted' },
  no_change: { word: 'No sign of it' },
  did_not_work: { word: 'No', tone: 'bad' },
};

type Judged = Pick<
  ActionOutcome,
  'reading' | 'before' | 'after' | 'ratio' | 'expected_after' | 'finished_on'
>;

export function verdict(outcome: Judged): Verdict {
  return { ...WORDS[outcome.reading], sentence: sentence(outcome) };
}

function sentence(outcome: Judged): string {
  switch (outcome.reading) {
    case 'worked':
      return `${expected(outcome)} were expected since, ${came(outcome.after.recurrences)}`;
    case 'perhaps_fewer':
      return `${expected(outcome)} were expected, ${came(outcome.after.recurrences)}; it may be chance`;
    case 'too_early':
      return tooEarly(outcome);
    case 'no_change':
      return noChange(outcome);
    case 'did_not_work':
      return outcome.before.recurrences === 0
        ? `it had never come before; ${came(outcome.after.recurrences)} since`
        : 'more often than before, beyond chance';
  }
}

function expected({ expected_after: number }: Judged): string {
  return number.toFixed(1);
}

function came(recurrences: number): string {
  return recurrences === 0 ? 'none came' : `${recurrences} came`;
}

/** The server says so while fewer than this were to be expected since the action was finished. */
const ENOUGH = 2;
/** Beyond this nobody waits for the answer. */
const LONGEST_WAIT_DAYS = 3 * 365;
const DAY_MS = 86_400_000;
const monthOf = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });

function tooEarly({ before, after, finished_on }: Judged): string {
  const days = plural(after.days, 'day');
  const wait = Math.ceil((ENOUGH / before.per_100_days) * 100);
  if (!(wait <= LONGEST_WAIT_DAYS)) return `${days}; it came too seldom to tell soon`;
  const finished = Date.parse(finished_on);
  const ask = new Date(finished + wait * DAY_MS);
  const today = new Date(finished + after.days * DAY_MS);
  const year = ask.getUTCFullYear() === today.getUTCFullYear() ? '' : ` ${ask.getUTCFullYear()}`;
  return `${days}; ask again in ${monthOf.format(ask)}${year}`;
}

/** Nearer to 1 than this, the rates are called the same. */
const SAME = 1.15;
/** Up to here a difference is called little. */
const LITTLE = 1.5;

function noChange({ ratio, after }: Judged): string {
  if (!ratio) return `it had never come before; ${came(after.recurrences)} since, within chance`;
  const difference = Math.max(ratio.value, 1 / ratio.value);
  if (difference <= SAME) return 'as often as before';
  const little = difference <= LITTLE ? 'a little ' : '';
  return `${little}${ratio.value > 1 ? 'more' : 'less'} often, within chance`;
}

/** In a sentence over the table: "4 perhaps, 5 too early, 45 without a sign, 8 not." */
export function verdictsInWords(outcomes: Pick<ActionOutcome, 'reading'>[]): string {
  const counts = (reading: Reading) =>
    outcomes.filter((outcome) => outcome.reading === reading).length;
  const parts = [
    [counts('worked'), 'most likely worked'],
    [counts('perhaps_fewer'), 'perhaps did'],
    [counts('too_early'), 'cannot be judged yet'],
    [counts('no_change'), 'left no sign'],
    [counts('did_not_work'), 'did not'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return `Of ${plural(outcomes.length, 'finished action')} ${said.join(', ')}.`;
}

/** The first few of a long list with each reading among them, in the order of the list. */
export function someOfEach<Item extends Pick<ActionOutcome, 'reading'>>(
  outcomes: Item[],
  most: number,
): Item[] {
  const rankInReading = new Map<Item, number>();
  const seen = new Map<Reading, number>();
  for (const outcome of outcomes) {
    const rank = seen.get(outcome.reading) ?? 0;
    rankInReading.set(outcome, rank);
    seen.set(outcome.reading, rank + 1);
  }
  const rank = (outcome: Item) => rankInReading.get(outcome) ?? 0;
  const chosen = new Set(outcomes.toSorted((a, b) => rank(a) - rank(b)).slice(0, most));
  return outcomes.filter((outcome) => chosen.has(outcome));
}
