/** What the bars and the heat numbers count: incidents, minutes of impact, or cost. */

import type { FactorPattern, PatternCell } from '$lib/api/pattern-shapes';
import { count, money } from '$lib/format';

export const MEASURES = { incidents: 'Incidents', minutes: 'Minutes', cost: 'Cost' } as const;

export type PatternMeasure = keyof typeof MEASURES;

const MINUTE = 60;
const CENTS = 100;

/** Incidents, whole minutes, or units of the currency. */
export function amountOf(cell: PatternCell, measure: PatternMeasure): number {
  switch (measure) {
    case 'incidents':
      return cell.incidents;
    case 'minutes':
      return Math.round(cell.impact_seconds / MINUTE);
    case 'cost':
      return cell.cost_cents / CENTS;
  }
}

export function totalOf(factor: FactorPattern, measure: PatternMeasure): number {
  const { incidents, impact_seconds, cost } = factor;
  return amountOf({ incidents, impact_seconds, cost_cents: cost.cents }, measure);
}

/** "6", "1,240", "€46k": as short as a cell. */
export function amountText(amount: number, measure: PatternMeasure, currency: string): string {
  return measure === 'cost' ? money(amount, currency) : count(Math.round(amount));
}

/** "21 h", "48 min", "0 min": rounded to what matters in a sum. */
export function impactText(seconds: number): string {
  const hours = seconds / (MINUTE * MINUTE);
  return hours >= 1 ? `${count(Math.round(hours))} h` : `${Math.round(seconds / MINUTE)} min`;
}
