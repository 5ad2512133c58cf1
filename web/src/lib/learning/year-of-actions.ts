/** The yearly list: what worked and what did not, in groups with a heading each. */

import type { ActionOutcome, Reading, YearOfActions } from '$lib/api/pattern-shapes';
import { plural } from '$lib/format';

const HEADINGS: { reading: Reading; words: string }[] = [
  { reading: 'worked', words: 'Most likely worked' },
  { reading: 'perhaps_fewer', words: 'Perhaps worked' },
  { reading: 'did_not_work', words: 'Did not work' },
  { reading: 'no_change', words: 'No sign of it' },
  { reading: 'too_early', words: 'Too early to tell' },
];

export interface YearGroup {
  reading: Reading;
  words: string;
  items: number;
  outcomes: ActionOutcome[];
}

/** What can be told first, what is too early last; empty groups are left out. */
export function yearGroups(year: YearOfActions): YearGroup[] {
  const groups = HEADINGS.map(({ reading, words }) => ({
    reading,
    words,
    items: year.readings.find((one) => one.reading === reading)?.items ?? 0,
    outcomes: year.outcomes.filter((outcome) => outcome.reading === reading),
  }));
  return groups.filter(({ items }) => items > 0);
}

/** "19 actions against a factor were finished in 2026. 4 most likely worked, 1 did not, 9 cannot be judged yet." */
export function yearInWords({ year, partial, finished, readings }: YearOfActions): string {
  const so = partial ? ' so far' : '';
  if (finished === 0) return `No action against a factor was finished in ${year}${so}.`;
  const items = (reading: Reading) => readings.find((one) => one.reading === reading)?.items ?? 0;
  const likely = items('worked') + items('perhaps_fewer');
  const parts = [
    `${likely || 'none'} worked, most likely or perhaps`,
    `${items('did_not_work') || 'none'} did not`,
    `${items('no_change') || 'none'} left no sign`,
    `${items('too_early') || 'none'} cannot be judged yet`,
  ];
  const were = finished === 1 ? 'was' : 'were';
  return `${plural(finished, 'action')} against a factor ${were} finished in ${year}${so}: ${parts.join(', ')}.`;
}
