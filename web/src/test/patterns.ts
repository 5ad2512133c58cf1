/** Chains and outcomes for tests: what matters is given, the rest is ordinary. */

import type { ActionOutcome, Chain, ChainAction } from '$lib/api/pattern-shapes';

export function chainAction(given: Partial<ChainAction> = {}): ChainAction {
  return {
    id: 1,
    title: 'Add a circuit breaker',
    state: 'done',
    committed_at: '2026-03-04T10:00:00Z',
    finished_at: '2026-04-12T10:00:00Z',
    due_on: '2026-03-20',
    reason: '',
    open_when_it_returned: false,
    ...given,
  };
}

/** INC-31 of March, with these actions, and INC-57 of October, with one. */
export function chain(actions: ChainAction[], given: Partial<Chain> = {}): Chain {
  const link = (reference: string, began_at: string, of: ChainAction[]) => ({
    reference,
    title: 'Checkout failed',
    severity: 'sev1' as const,
    began_at,
    duration_seconds: 2820,
    actions: of,
  });
  return {
    title: 'No circuit breaker',
    quiet_days: 6,
    incidents: [
      link('INC-31', '2026-03-02T10:00:00Z', actions),
      link('INC-57', '2026-10-08T10:00:00Z', [chainAction({ id: 9, title: 'Load-test ledger' })]),
    ],
    ...given,
  };
}

export function outcome(given: Partial<ActionOutcome> = {}): ActionOutcome {
  return {
    incident: 'INC-27',
    action: 1,
    title: 'Refuse migrations that lock',
    factor: 7,
    finished_on: '2026-02-12',
    before: { recurrences: 7, days: 408, per_100_days: 1.7, low: 0.7, high: 3.5 },
    after: { recurrences: 0, days: 244, per_100_days: 0, low: 0, high: 1.5 },
    ratio: { value: 0, low: 0, high: 0.9 },
    expected_after: 4.2,
    reading: 'worked',
    ...given,
  };
}
