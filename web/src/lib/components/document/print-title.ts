/** The line at the foot of every printed page: which document this is, and of when. */

import type { IncidentView } from '$lib/api/incident-shapes';
import { longDate } from '$lib/format';

const PROPERTY = '--print-title';

/** Hands the line to the print style sheet; the answer takes it back. */
export function printTitle({ reference, title, milestones, created_at }: IncidentView): () => void {
  const began = longDate(milestones.impact_started_at ?? created_at);
  const line = [reference, title, began].join(' · ');
  document.documentElement.style.setProperty(PROPERTY, cssString(line));
  return () => document.documentElement.style.removeProperty(PROPERTY);
}

/** A string as CSS writes it; a title may hold anything. */
export function cssString(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]+/g, ' ');
  return `"${escaped}"`;
}
