import { describe, expect, it } from 'vitest';

import type { IntakeRule } from '$lib/api/integration-shapes';

import { draftOf, newRule, ruleErrors, ruleOf, sameRules } from './intake-draft';
import { lastReached, otherwiseWords, ruleWords } from './intake-words';

const names = {
  integration: (id: number) => `integration ${id}`,
  service: (id: number) => `service ${id}`,
  severity: (name: string) => name.toUpperCase(),
};
const words = (rule: IntakeRule) => ruleWords(rule, names);
const match = (label: string, ...any_of: string[]) => ({ label, any_of });

describe('a rule in words', () => {
  it('says which alerts, and what becomes of them', () => {
    const rule: IntakeRule = {
      matches: [match('severity', 'critical', 'page', 'p1')],
      then: 'open',
      severity: 'sev2',
    };
    expect(words(rule)).toBe(
      'An alert whose severity is “critical”, “page” or “p1” joins an incident of its service, or opens one of SEV2.',
    );
  });

  it('names the integration, stars, and the service that stands in', () => {
    const rule: IntakeRule = {
      integration: 3,
      matches: [match('env', 'prod*', 'live'), match('alertname', '*Slow')],
      then: 'keep',
      service: 7,
    };
    expect(words(rule)).toBe(
      'An alert from integration 3 whose env begins with “prod” or is “live” and alertname ends with “Slow” is only kept, and offered to incidents of its service. If it names no known service, it counts for service 7.',
    );
  });

  it('says “every” where nothing is asked', () => {
    expect(words({ then: 'join' })).toMatch(/^Every alert joins/);
    expect(words({ then: 'join', integration: 1 })).toMatch(/^An alert from integration 1 joins/);
  });
});

it('says what becomes of the rest, and within which time', () => {
  const [rest, , near] = otherwiseWords(30, true);
  expect(rest).toMatch(/^Any other alert joins/);
  expect(near).toContain('no more than 30 minutes before it began or after it recovered.');
  expect(otherwiseWords(0, false)[0]).toMatch(/^Every alert joins/);
  expect(otherwiseWords(0, false)[2]).toContain('between its beginning and its recovery');
  expect(otherwiseWords(undefined, true)).toHaveLength(2);
});

it('finds the rule after which none is asked', () => {
  const some: IntakeRule = { matches: [match('a', 'b')], then: 'open' };
  expect(lastReached([some, { then: 'keep' }, some])).toBe(1);
  expect(lastReached([some, { then: 'keep' }])).toBeUndefined();
  expect(lastReached([some, { then: 'keep', integration: 2 }, some])).toBeUndefined();
});

describe('a draft', () => {
  const rules: IntakeRule[] = [
    { matches: [match('severity', 'critical', 'a, b')], then: 'open', severity: 'sev1' },
    { integration: 2, matches: [], then: 'join', severity: null, service: 4 },
  ];
  const stored = { rules, window_minutes: 30 };

  it('says what it was made of', () => {
    const drafts = draftOf(stored);
    expect(drafts.map(ruleOf)).toEqual([
      { integration: null, service: null, ...rules[0] },
      rules[1],
    ]);
    expect(sameRules(drafts, stored)).toBe(true);
    expect(sameRules(drafts.toReversed(), stored)).toBe(false);
  });

  it('has a severity only where it opens incidents', () => {
    const [first] = draftOf(stored);
    expect(first && ruleOf({ ...first, then: 'keep' }).severity).toBeNull();
  });

  it('says what a condition lacks', () => {
    const rule = newRule();
    expect(ruleErrors([rule])[rule.key]).toContain('name of a label');
    rule.conditions = [{ key: 0, label: 'severity', values: ' , ' }];
    expect(ruleErrors([rule])[rule.key]).toContain('at least one value');
    rule.conditions = [];
    expect(ruleErrors([rule])).toEqual({});
  });
});
