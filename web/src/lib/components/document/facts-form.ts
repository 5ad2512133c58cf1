/** The facts as fields, and back to what has changed. */

import type {
  Impact,
  IncidentPatch,
  IncidentView,
  Milestones,
  Money,
} from '$lib/api/incident-shapes';
import {
  moneyText,
  numberText,
  percentText,
  readMoney,
  readNumber,
  readPercent,
  type Typed,
} from '$lib/numbers';

import { readMoment, typed, type TypedMoment } from './moments';

export type MilestoneField = keyof Milestones;

export interface FactsForm {
  severity: IncidentView['severity'];
  mode: IncidentView['mode'];
  zone: string;
  duplicateOf: string;
  services: number[];
  startedPrecision: IncidentView['started_precision'];
  milestones: Record<MilestoneField, TypedMoment>;
  description: string;
  users: string;
  failing: string;
  budget: string;
  lost: string;
  delayed: string;
  credits: string;
  detectedBy: Impact['detected_by'] | '';
  detectionNote: string;
  responders: string;
  hours: string;
}

export function factsForm(view: IncidentView): FactsForm {
  const { impact } = view;
  const milestones = Object.entries(view.milestones).map(([field, at]) => [field, typed(at)]);
  return {
    severity: view.severity,
    mode: view.mode,
    zone: view.zone,
    duplicateOf: view.duplicate_of ?? '',
    services: [...view.services],
    startedPrecision: view.started_precision,
    milestones: Object.fromEntries(milestones) as FactsForm['milestones'],
    description: impact.description,
    users: numberText(impact.users_affected),
    failing: percentText(impact.failing_share),
    budget: percentText(impact.error_budget_share),
    lost: moneyText(impact.revenue_lost),
    delayed: moneyText(impact.revenue_delayed),
    credits: moneyText(impact.credits),
    detectedBy: impact.detected_by ?? '',
    detectionNote: impact.detection_note,
    responders: numberText(impact.responders),
    hours: numberText(impact.response_minutes === null ? null : impact.response_minutes / 60),
  };
}

export interface ReadFacts {
  patch: IncidentPatch;
  /** By the names the server uses for its own refusals. */
  errors: Record<string, string>;
}

/** What has changed since `view`; fields that cannot be read are named and change nothing. */
export function readFacts(form: FactsForm, view: IncidentView, currency: string): ReadFacts {
  const errors: Record<string, string> = {};
  const milestones = readMilestones(form, view, errors);
  const impact = readImpact(form, view.impact, currency, errors);
  const next = {
    severity: form.severity,
    mode: form.mode,
    zone: form.zone.trim(),
    duplicate_of: form.duplicateOf.trim() || null,
    services: form.services,
    started_precision: form.startedPrecision,
    milestones,
    impact,
  };
  const changed = Object.entries(next).filter(
    ([field, value]) => !same(value, view[field as keyof typeof next]),
  );
  return { patch: Object.fromEntries(changed), errors };
}

function readMilestones(
  form: FactsForm,
  view: IncidentView,
  errors: Record<string, string>,
): Milestones {
  const milestones = { ...view.milestones };
  for (const field of Object.keys(milestones) as MilestoneField[]) {
    const read = readMoment(form.milestones[field], view.milestones[field]);
    if ('error' in read) errors[field] = read.error;
    else milestones[field] = read.at;
  }
  return milestones;
}

function readImpact(
  form: FactsForm,
  before: Impact,
  currency: string,
  errors: Record<string, string>,
): Impact {
  const read = <Value>(field: string, text: string, value: Value | undefined): Value | null => {
    if (value !== undefined) return value;
    errors[`impact.${field}`] = `“${text.trim()}” is not a number.`;
    return null;
  };
  const number = (field: string, text: string, by: (text: string) => Typed = readNumber) =>
    read(field, text, by(text));
  const amount = (field: string, text: string, known: Money | null) =>
    read(field, text, readMoney(text, known?.currency ?? currency));
  const whole = (value: number | null) => (value === null ? null : Math.round(value));
  const hours = number('response_minutes', form.hours);
  return {
    description: form.description,
    users_affected: whole(number('users_affected', form.users)),
    failing_share: number('failing_share', form.failing, readPercent),
    error_budget_share: number('error_budget_share', form.budget, readPercent),
    revenue_lost: amount('revenue_lost', form.lost, before.revenue_lost),
    revenue_delayed: amount('revenue_delayed', form.delayed, before.revenue_delayed),
    credits: amount('credits', form.credits, before.credits),
    detected_by: form.detectedBy || null,
    detection_note: form.detectionNote,
    responders: whole(number('responders', form.responders)),
    response_minutes: hours === null ? null : Math.round(hours * 60),
  };
}

/** By value; the order of fields does not matter. */
function same(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
