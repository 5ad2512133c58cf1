/** Whether the loop closes: four measures, this quarter against the one before. */

import type { QuarterFigures } from '$lib/api/shapes';
import { duration, percent } from '$lib/format';

export interface LoopMeasure {
  name: string;
  now: string;
  before: string;
  /** "33 of 54", behind the share of the last quarter. */
  counts?: string;
  /** One value a quarter in which it is known, oldest first. */
  series: number[];
  /** The series for a reader of the screen: "61%, 52%". */
  spoken: string;
  definition: string;
}

export interface LoopClosing {
  /** "Q3" */
  now: string;
  before: string;
  quarters: number;
  measures: LoopMeasure[];
}

interface Measure {
  name: string;
  value: (quarter: QuarterFigures) => number | null;
  words: (quarter: QuarterFigures) => string;
  counts?: (quarter: QuarterFigures) => string;
  definition: string;
}

const measures: Measure[] = [
  {
    name: 'Actions finished by their date',
    value: ({ actions }) => (actions.due > 0 ? actions.done_on_time / actions.due : null),
    words: ({ actions }) => percent(actions.done_on_time / actions.due),
    counts: ({ actions }) => `${actions.done_on_time} of ${actions.due}`,
    definition:
      'Of the action items that were due in the quarter, those done by their date. Dropped before its date, an item was due no more.',
  },
  {
    name: 'Reviews held within the week',
    value: ({ within_week: week }) => (week.of > 0 ? week.held / week.of : null),
    words: ({ within_week: week }) => `${week.held} of ${week.of}`,
    definition:
      'Of the incidents that began in the quarter, those whose post-mortem was published within a week of recovery; one that is still within its week is left out.',
  },
  {
    name: 'Overdue actions at quarter’s end',
    value: (quarter) => quarter.overdue_at_end,
    words: (quarter) => String(quarter.overdue_at_end),
    definition: 'Action items that were past their date and unfinished when the quarter ended.',
  },
  {
    name: 'Median time to detect',
    value: ({ detect_seconds: detect }) => detect?.median ?? null,
    words: ({ detect_seconds: detect }) => duration(detect?.median ?? 0),
    definition:
      'From the start of the impact to the first alert or report; half of the quarter’s incidents took longer. A mean would follow the one that took a day.',
  },
];

/** Only quarters that are over are held against each other. Null until one of them has anything. */
export function loopClosing(quarters: QuarterFigures[]): LoopClosing | null {
  const over = quarters.filter(({ partial }) => !partial);
  const [before, now] = over.slice(-2);
  if (!before || !now) return null;
  const anything = over.some(({ incidents, actions }) => incidents > 0 || actions.due > 0);
  if (!anything) return null;
  return {
    now: short(now),
    before: short(before),
    quarters: over.length,
    measures: measures.map(({ name, value, words, counts, definition }) => ({
      name,
      now: value(now) === null ? '–' : words(now),
      before: value(before) === null ? '–' : words(before),
      counts: value(now) === null ? undefined : counts?.(now),
      series: over.flatMap((quarter) => value(quarter) ?? []),
      spoken: over.flatMap((quarter) => (value(quarter) === null ? [] : words(quarter))).join(', '),
      definition,
    })),
  };
}

function short(quarter: QuarterFigures): string {
  return quarter.label.split(' ')[1] ?? quarter.label;
}
