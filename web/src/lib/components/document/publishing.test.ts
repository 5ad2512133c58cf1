import { describe, expect, it, vi } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';

import { OpenIncident } from './open-incident.svelte';
import { Publishing } from './publishing.svelte';
import type { Requests } from './requests';

function view(actions: object[], missing: object[] = []): IncidentView {
  return {
    reference: 'INC-57',
    version: 4,
    missing,
    postmortem: { actions, status: 'in_review' },
  } as unknown as IncidentView;
}

function publishing(shown: IncidentView, requests: Partial<Requests>): Publishing {
  return new Publishing(new OpenIncident(shown, requests as Requests));
}

describe('Publishing', () => {
  it('asks for a reason when there is no action', async () => {
    const publish = vi.fn();
    const state = publishing(view([]), { publish });
    await state.start();
    expect(state.asksReason).toBe(true);
    expect(publish).not.toHaveBeenCalled();
  });

  it('lists everything that is missing, each with its place', async () => {
    const refused = new ApiError({
      type: '/problems/publish_conditions',
      title: 'Refused',
      status: 422,
      code: 'publish_conditions',
      detail: 'not yet to be published',
      errors: ['an owner for “Breaker”', 'a ticket for “Breaker”'],
    });
    const missing = [
      { missing: 'owner', action: 3, title: 'Breaker', sentence: 'an owner for “Breaker”' },
    ];
    const shown = view([{}], missing);
    const state = publishing(shown, {
      publish: () => Promise.reject(refused),
      read: () => Promise.resolve(shown),
    });
    await state.start();
    expect(state.missing).toEqual([
      { kind: 'missing', words: 'An owner for “Breaker”', href: '#action-3' },
      { kind: 'missing', words: 'a ticket for “Breaker”', href: '#actions' },
    ]);
    expect(state.busy).toBe(false);
  });
});
