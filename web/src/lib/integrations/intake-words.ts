/** The rules for alerts, read out in plain English. */

import type { IntakeRule } from '$lib/api/integration-shapes';
import { plural } from '$lib/format';

import { USUAL_SEVERITY } from './intake-draft';

/** How ids are called. */
export interface IntakeNames {
  integration: (id: number) => string;
  service: (id: number) => string;
  /** "SEV2" of `sev2` */
  severity: (name: NonNullable<IntakeRule['severity']>) => string;
}

/** A rule as a sentence: "An alert whose severity is critical or page opens …" */
export function ruleWords(rule: IntakeRule, names: IntakeNames): string {
  const from = rule.integration == null ? '' : ` from ${names.integration(rule.integration)}`;
  const which = (rule.matches ?? []).map(conditionWords);
  const who = `${fitsAll(rule) ? 'Every' : 'An'} alert${from}${
    which.length === 0 ? '' : ` whose ${joined(which, 'and')}`
  }`;
  const service =
    rule.service == null
      ? ''
      : ` If it names no known service, it counts for ${names.service(rule.service)}.`;
  return `${who} ${outcome(rule, names)}.${service}`;
}

/** What becomes of whatever no rule fits, and how near in time is near enough. */
export function otherwiseWords(windowMinutes: number | undefined, anyRule: boolean): string[] {
  const rest = anyRule ? 'Any other alert' : 'Every alert';
  const sentences = [
    `${rest} joins an incident of its service, or is kept and offered to one.`,
    'What a person reports opens an incident.',
  ];
  if (windowMinutes === undefined) return sentences;
  const near =
    windowMinutes === 0
      ? 'only when it fired between its beginning and its recovery'
      : `when it fired while that went on, or no more than ${plural(windowMinutes, 'minute')} before it began or after it recovered`;
  return [...sentences, `An alert belongs to an incident ${near}.`];
}

/** The place of the first rule that leaves nothing to those after it. */
export function lastReached(rules: IntakeRule[]): number | undefined {
  const index = rules.findIndex(fitsAll);
  return index === -1 || index === rules.length - 1 ? undefined : index;
}

function fitsAll({ integration, matches }: IntakeRule): boolean {
  return integration == null && (matches ?? []).length === 0;
}

function outcome({ then, severity }: IntakeRule, names: IntakeNames): string {
  switch (then) {
    case 'open':
      return `joins an incident of its service, or opens one of ${names.severity(severity ?? USUAL_SEVERITY)}`;
    case 'join':
      return 'joins an incident of its service, or is kept and offered to one';
    case 'keep':
      return 'is only kept, and offered to incidents of its service';
  }
}

function conditionWords({ label, any_of }: { label: string; any_of: string[] }): string {
  const values = any_of.map(valueWords);
  return `${label.trim() || '…'} ${joined(values.length === 0 ? ['is …'] : values, 'or')}`;
}

/** One star at the end or the beginning stands for anything. */
function valueWords(value: string): string {
  if (value === '*') return 'is anything';
  if (value.endsWith('*')) return `begins with “${value.slice(0, -1)}”`;
  if (value.startsWith('*')) return `ends with “${value.slice(1)}”`;
  return `is “${value}”`;
}

/** "is “a”, “b” or begins with “c”": what follows the same verb does not say it again. */
function joined(parts: string[], word: 'and' | 'or'): string {
  const verb = (part: string) => /^(?:is|begins with|ends with) (?=“)/u.exec(part)?.[0] ?? '';
  const short = parts.map((part, index) => {
    const own = verb(part);
    const before = parts[index - 1];
    return own !== '' && before !== undefined && verb(before) === own
      ? part.slice(own.length)
      : part;
  });
  return short.length < 2
    ? (short[0] ?? '')
    : `${short.slice(0, -1).join(', ')} ${word} ${short.at(-1)}`;
}
