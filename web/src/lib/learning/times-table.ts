/** Where time goes, as the rows of a table. */

import type { CountedFrom, ResponseStep, Times, TimeSpread } from '$lib/api/pattern-shapes';
import { duration, plural } from '$lib/format';

export const STEPS: Record<ResponseStep, string> = {
  detect: 'Detect',
  acknowledge: 'Acknowledge',
  identify: 'Identify',
  mitigate: 'Mitigate',
  recover: 'Recover',
};

/** What each row of the table is. */
export type TimesView = 'step' | 'quarter' | 'service';

export const VIEWS: { value: TimesView; label: string }[] = [
  { value: 'step', label: 'Steps' },
  { value: 'quarter', label: 'By quarter' },
  { value: 'service', label: 'By service' },
];

export const FROM: { value: CountedFrom; label: string }[] = [
  { value: 'before', label: 'From the step before' },
  { value: 'start', label: 'From the start' },
];

export interface TimesRow {
  key: string;
  label: string;
  /** Nothing where the step is known of no incident. */
  spread: TimeSpread | null;
}

export function timesRows(
  times: Times,
  view: TimesView,
  step: ResponseStep,
  serviceName: (service: number) => string,
): TimesRow[] {
  if (view === 'step') {
    return times.steps.map((one) => ({
      key: one.step,
      label: STEPS[one.step],
      spread: one.all ?? null,
    }));
  }
  const chosen = times.steps.find((one) => one.step === step);
  if (view === 'quarter') {
    return (chosen?.by_quarter ?? []).map(({ label, partial, spread }) => ({
      key: label,
      label: partial ? `${label} so far` : label,
      spread: spread ?? null,
    }));
  }
  return (chosen?.by_service ?? []).map(({ service, spread }) => ({
    key: String(service),
    label: serviceName(service),
    spread,
  }));
}

/** "18 to 64 min" is said in full: "18 min to 1 h 04". */
export function middleHalf({ lower, upper }: Pick<TimeSpread, 'lower' | 'upper'>): string {
  return `${duration(lower)} to ${duration(upper)}`;
}

/** The longest step in a sentence. */
export function longestStep(times: Times): string {
  const known = times.steps.flatMap(({ step, all }) => (all ? [{ step, all }] : []));
  const [longest] = known.toSorted((a, b) => b.all.median - a.all.median);
  if (!longest || times.counted_from !== 'before') return '';
  const { step, all } = longest;
  return `Most time goes into the step “${STEPS[step].toLowerCase()}”: half of ${plural(all.count, 'incident')} took longer than ${duration(all.median)}, the middle half ${middleHalf(all)}.`;
}
