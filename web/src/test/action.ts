/** An action item for tests, open and due in a while unless something else is said. */

import type { ActionView } from '$lib/api/shapes';

interface Given extends Partial<Omit<ActionView, 'action'>> {
  action?: Partial<ActionView['action']>;
}

export function actionView(given: Given = {}): ActionView {
  const { action, ...rest } = given;
  return {
    incident: 'INC-31',
    incident_title: 'Checkout failed',
    version: 4,
    services: [1],
    repeated_by: [],
    days_late: -5,
    sprint: { number: 41, name: 'Sprint 41', starts_on: '2026-10-05', ends_on: '2026-10-16' },
    sprints_ahead: 0,
    age_days: 10,
    carried_over: { times: 0, history: [], sentence: '' },
    proof_standing: 'not_asked',
    teams: [1],
    concerns: [],
    behind: [],
    latest_due_on: '2026-10-30',
    ...rest,
    action: {
      id: 1,
      title: 'Add a circuit breaker',
      state: 'open',
      committed_at: '2026-10-04T12:00:00Z',
      due_on: '2026-10-16',
      ...action,
    },
  };
}
