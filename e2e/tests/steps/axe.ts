// What axe is asked for, and how its answer is told.
import type { AxeBuilder } from '@axe-core/playwright';

export const levels = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** A violation as a line that says what and where. */
export function found({ violations }: Awaited<ReturnType<AxeBuilder['analyze']>>): string[] {
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${id} at ${target.join(' ')}: ${failureSummary.split('\n').slice(1).join(' ').trim()}`,
    ),
  );
}
