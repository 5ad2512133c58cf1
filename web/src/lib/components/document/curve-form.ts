/** What is typed about a curve, as the API takes it. */

import type { CurveForm, MetricSuggestions } from '$lib/api/metric-shapes';

import { readMoment, type ReadMoment, type TypedMoment } from './moments';

export interface TypedCurve {
  query: string;
  label: string;
  unit: string;
  threshold: string;
  from: TypedMoment;
  to: TypedMoment;
}

export interface ReadCurve {
  form?: CurveForm;
  errors: { from?: string; to?: string; threshold?: string };
}

/** An end that is left empty is the usual one. */
export function curveForm(
  { query, label, unit, threshold, from, to }: TypedCurve,
  usual: Pick<MetricSuggestions, 'from' | 'to'>,
): ReadCurve {
  const [began, ended] = [readMoment(from, usual.from), readMoment(to, usual.to)];
  const value = readThreshold(threshold);
  const errors = {
    from: errorOf(began),
    to: errorOf(ended),
    threshold: value === undefined ? 'It is a number, as 0.02 or 1e9.' : undefined,
  };
  if ('error' in began || 'error' in ended || value === undefined) return { errors };
  const form = {
    query,
    from: began.at,
    to: ended.at,
    label: label || null,
    unit: unit || null,
    threshold: value,
  };
  return { form, errors };
}

function errorOf(read: ReadMoment): string | undefined {
  return 'error' in read ? read.error : undefined;
}

/** null when empty, undefined when it is no number; alerts also fire at 5e-9. */
function readThreshold(text: string): number | null | undefined {
  const plain = text.trim();
  if (!plain) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
