/** Whether the loop closes: four measures, this quarter against the one before. */

import type { QuarterFigures } from '$lib/api/shapes';
import { duration, percent } from '$lib/format';

export interface LoopMeasure {
  name: string;
  now: string;
  before: string;
  /** One value a quarter in which it is known, oldest first. */
  series: number[];
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
}

const measures: Measure[] = [
  {
    name: 'Actions finished by their date',
    value: ({ actions }) => (actions.due > 0 ? actions.done_on_time / actions.due : null),
    words: ({ actions }) => percent(actions.done_on_time / actions.due),
  },
  {
    name: 'Reviews held within the week',
    value: ({ within_week: week }) => (week.of > 0 ? week.held / week.of : null),
    words: ({ within_week: week }) => `${week.held} of ${week.of}`,
  },
  {
    name: 'Overdue actions at quarter’s end',
    value: (quarter) => quarter.overdue_at_end,
    words: (quarter) => String(quarter.overdue_at_end),
  },
  {
    name: 'Median time to detect',
    value: ({ detect_seconds: detect }) => detect?.median ?? null,
    words: ({ detect_seconds: detect }) => duration(detect?.median ?? 0),
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
    measures: measures.map(({ name, value, words }) => ({
      name,
      now: value(now) === null ? '–' : words(now),
      before: value(before) === null ? '–' : words(before),
      series: over.flatMap((quarter) => value(quarter) ?? []),
    })),
  };
}

function short(quarter: QuarterFigures): string {
  return quarter.label.split(' ')[1] ?? quarter.label;
}
