/** Which patterns a meeting looks at: its own factors first, then what moves elsewhere. */

import type { Patterns } from '$lib/api/pattern-shapes';
import type { FactorRow } from '$lib/learning/factor-rows';
import { plural } from '$lib/format';

export interface MeetingPatterns {
  /** Factors of this incident, most frequent first. */
  own: FactorRow[];
  /** Others that come more often lately. */
  growing: FactorRow[];
  /** Others that have stayed away. */
  quiet: FactorRow[];
  /** Of the own factors what can be judged; of others that grow what did not work. */
  outcomes: Patterns['outcomes'];
}

export function meetingPatterns(
  rows: FactorRow[],
  outcomes: Patterns['outcomes'],
  factors: (number | null)[],
): MeetingPatterns {
  const isOwn = new Set(factors);
  const others = rows.filter(({ id }) => !isOwn.has(id));
  const growing = others.filter(({ lately }) => lately === 'growing');
  const moving = new Set(growing.map(({ id }) => id));
  return {
    own: rows.filter(({ id }) => isOwn.has(id)),
    growing,
    quiet: others.filter(({ lately }) => lately === 'quiet'),
    outcomes: outcomes.filter(
      ({ factor, reading }) =>
        (isOwn.has(factor) && reading !== 'too_early') ||
        (moving.has(factor) && reading === 'did_not_work'),
    ),
  };
}

/** "2 growing, 1 gone quiet" */
export function movingWords(rows: Pick<FactorRow, 'lately'>[]): string {
  const growing = rows.filter(({ lately }) => lately === 'growing').length;
  const quiet = rows.filter(({ lately }) => lately === 'quiet').length;
  return [growing > 0 && `${growing} growing`, quiet > 0 && `${quiet} gone quiet`]
    .filter(Boolean)
    .join(', ');
}

/** "3 incidents, growing": what is known of a factor beside its name. */
export function factorWords({ incidents, latelyWords }: FactorRow): string {
  return [plural(incidents, 'incident'), latelyWords].filter(Boolean).join(', ');
}
