/** The rules for alerts while they are edited. */

import type { Intake, IntakeRule, IntakeRules } from '$lib/api/integration-shapes';
import type { SeverityName } from '$lib/api/shapes';
import { listText, readList } from '$lib/list-text';

export interface ConditionDraft {
  key: number;
  label: string;
  /** As typed, divided by commas. */
  values: string;
}

export interface RuleDraft {
  /** Tells rules apart while they are moved; never sent. */
  key: number;
  integration: number | null;
  conditions: ConditionDraft[];
  then: Intake;
  severity: SeverityName;
  service: number | null;
}

/** What an incident is opened as when a rule does not say. */
export const USUAL_SEVERITY: SeverityName = 'sev3';

let last = 0;
const key = () => (last += 1);

export function newCondition(): ConditionDraft {
  return { key: key(), label: '', values: '' };
}

/** Joining is what happens without a rule, so a new one does no harm before it is thought through. */
export function newRule(): RuleDraft {
  return {
    key: key(),
    integration: null,
    conditions: [newCondition()],
    then: 'join',
    severity: USUAL_SEVERITY,
    service: null,
  };
}

export function draftOf({ rules }: IntakeRules): RuleDraft[] {
  return rules.map((rule) => ({
    key: key(),
    integration: rule.integration ?? null,
    conditions: (rule.matches ?? []).map(({ label, any_of }) => ({
      key: key(),
      label,
      values: listText(any_of),
    })),
    then: rule.then,
    severity: rule.severity ?? USUAL_SEVERITY,
    service: rule.service ?? null,
  }));
}

/** The rule as it is sent; only one that opens incidents says of which severity. */
export function ruleOf(draft: RuleDraft): IntakeRule {
  return {
    integration: draft.integration,
    matches: draft.conditions.map(({ label, values }) => ({
      label: label.trim(),
      any_of: readList(values),
    })),
    then: draft.then,
    severity: draft.then === 'open' ? draft.severity : null,
    service: draft.service,
  };
}

/** Whether two sets of rules say the same, however they were typed. */
export function sameRules(drafts: RuleDraft[], { rules }: IntakeRules): boolean {
  const said = (list: RuleDraft[]) => JSON.stringify(list.map(ruleOf));
  return said(drafts) === said(draftOf({ rules, window_minutes: 0 }));
}

/** What is missing, by the key of the rule; the server says the rest. */
export function ruleErrors(drafts: RuleDraft[]): Record<number, string> {
  const errors: Record<number, string> = {};
  for (const { key: rule, conditions } of drafts) {
    if (conditions.some(({ label }) => label.trim() === '')) {
      errors[rule] = 'A condition needs the name of a label, such as severity.';
    } else if (conditions.some(({ values }) => readList(values).length === 0)) {
      errors[rule] = 'A condition needs at least one value that its label may have.';
    }
  }
  return errors;
}
