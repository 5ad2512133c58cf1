import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Conflict, IncidentView } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';
import { toasts } from '$lib/toasts.svelte';

import { OpenIncident } from './open-incident.svelte';
import type { Requests } from './requests';

function view(version: number, title = 'Checkout failed'): IncidentView {
  const updated_at = '2026-10-14T16:04:00Z';
  return { reference: 'INC-57', version, title, updated_at } as IncidentView;
}

function refusal(code: string, conflict?: Conflict): ApiError {
  return new ApiError({
    type: `/problems/${code}`,
    title: 'Refused',
    status: 409,
    code,
    detail: 'refused',
    conflict,
  });
}

function opened(requests: Partial<Requests> = {}): OpenIncident {
  return new OpenIncident(view(12), requests as Requests);
}

beforeEach(() => {
  for (const toast of toasts.list) toasts.dismiss(toast.id);
});

describe('OpenIncident', () => {
  it('shows what the server answered and writes on the version that was seen', async () => {
    const incident = opened();
    const write = vi.fn(() => Promise.resolve(view(13, 'Changed')));
    await incident.save(write, { seen: 9 });
    expect(write).toHaveBeenCalledWith(incident.requests, 9);
    expect(incident.view.title).toBe('Changed');
    expect(incident.savedAt).toBeDefined();
  });

  it('makes a quick second write on the version that the first one made', async () => {
    const incident = opened();
    const seen: number[] = [];
    const write = (version: number) => (_: Requests, on: number) => {
      seen.push(on);
      return Promise.resolve(view(version));
    };
    await Promise.all([incident.save(write(13)), incident.save(write(14))]);
    expect(seen).toEqual([12, 13]);
  });

  it('keeps what is shown when a write is refused', async () => {
    const incident = opened();
    await expect(incident.save(() => Promise.reject(refusal('empty')))).rejects.toThrow('refused');
    expect(incident.view.version).toBe(12);
    expect(incident.savedAt).toBeUndefined();
  });

  it('offers to undo the version that the write made', async () => {
    const undo = vi.fn(() => Promise.resolve(view(14)));
    const incident = opened({ undo });
    await incident.save(() => Promise.resolve(view(13)), { undo: 'Entry removed' });
    expect(toasts.list.map(({ message }) => message)).toEqual(['Entry removed']);
    await toasts.undoLatest();
    expect(undo).toHaveBeenCalledWith(13);
    expect(incident.view.version).toBe(14);
  });

  it('says what was decided without an Undo', async () => {
    const incident = opened();
    await incident.save(() => Promise.resolve(view(13)), { said: 'INC-12: not a repeat' });
    expect(toasts.list.map(({ message, undo }) => [message, undo])).toEqual([
      ['INC-12: not a repeat', undefined],
    ]);
  });

  it('offers nothing when nothing changed', async () => {
    const incident = opened();
    await incident.save(() => Promise.resolve(view(12)), { undo: 'Entry removed' });
    expect(toasts.list).toEqual([]);
  });

  const conflict = { seen: 12, version: 15, theirs: [], yours: [] } as unknown as Conflict;

  it('writes mine again on the newer version', async () => {
    const incident = opened();
    const write = vi
      .fn()
      .mockRejectedValueOnce(refusal('conflict', conflict))
      .mockResolvedValueOnce(view(16, 'Mine'));
    const saving = incident.save(write);
    await vi.waitFor(() => expect(incident.conflict).toBeDefined());
    incident.conflict?.writeMine();
    await saving;
    expect(write).toHaveBeenLastCalledWith(incident.requests, 15);
    expect(incident.view.title).toBe('Mine');
    expect(incident.conflict).toBeUndefined();
  });

  it('is not edited once it is published', () => {
    const status = (status: string) => ({ ...view(12), postmortem: { status } }) as IncidentView;
    expect(new OpenIncident(status('in_review'), {} as Requests).editable).toBe(true);
    expect(new OpenIncident(status('published'), {} as Requests).editable).toBe(false);
  });

  it('takes theirs without writing again', async () => {
    const incident = opened({ read: () => Promise.resolve(view(15, 'Theirs')) });
    const write = vi.fn().mockRejectedValueOnce(refusal('conflict', conflict));
    const saving = incident.save(write);
    await vi.waitFor(() => expect(incident.conflict).toBeDefined());
    incident.conflict?.keepTheirs();
    await saving;
    expect(write).toHaveBeenCalledTimes(1);
    expect(incident.view.title).toBe('Theirs');
  });

  it('does not let an older answer overwrite a newer one', async () => {
    const incident = opened({ read: () => Promise.resolve(view(11, 'Old')) });
    await incident.refresh();
    expect(incident.view.title).toBe('Checkout failed');
  });

  it('says nothing when it cannot read again, and shows what it had', async () => {
    const incident = opened({ read: () => Promise.reject(refusal('internal')) });
    await incident.refresh();
    expect(incident.view.version).toBe(12);
  });
});
