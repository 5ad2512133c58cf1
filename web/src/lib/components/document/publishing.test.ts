import { describe, expect, it, vi } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';

import { OpenIncident } from './open-incident.svelte';
import { Publishing } from './publishing.svelte';
import type { Requests } from './requests';

function view(status: string, missing: object[] = [], version = 4): IncidentView {
  return {
    reference: 'INC-57',
    version,
    missing,
    postmortem: { actions: [{}], status },
  } as unknown as IncidentView;
}

const refusal = (code: string) =>
  new ApiError({
    type: `/problems/${code}`,
    title: 'Refused',
    status: 422,
    code,
    detail: 'not yet to be published',
    errors: ['an owner for “Breaker”'],
  });

function publishing(shown: IncidentView, requests: Partial<Requests>) {
  const incident = new OpenIncident(shown, requests as Requests);
  return { incident, state: new Publishing(incident) };
}

describe('Publishing', () => {
  it('asks first, even when nothing is missing', () => {
    const publish = vi.fn();
    const { state } = publishing(view('in_review'), { publish });
    state.start();
    expect(state.asks).toBe(true);
    expect(publish).not.toHaveBeenCalled();
  });

  it('does not ask about what is published', () => {
    const { state } = publishing(view('published'), {});
    state.start();
    expect(state.asks).toBe(false);
  });

  it('learns what is missing from a refusal', async () => {
    const missing = [
      { missing: 'owner', action: 3, title: 'Breaker', sentence: 'an owner for “Breaker”' },
    ];
    const { incident, state } = publishing(view('in_review'), {
      publish: () => Promise.reject(refusal('publish_conditions')),
      read: () => Promise.resolve(view('in_review', missing, 5)),
    });
    await expect(state.publish('')).rejects.toThrow();
    expect(incident.view.missing).toEqual(missing);
  });

  it('says why it was not opened again', async () => {
    const { state } = publishing(view('published'), {
      reopen: () => Promise.reject(refusal('forbidden')),
    });
    await state.reopen();
    expect(state.refusal).toBe('not yet to be published');
    expect(state.busy).toBe(false);
  });
});
