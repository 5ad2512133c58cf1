import { beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError } from '$lib/api/problem';
import { toasts } from '$lib/toasts.svelte';

import type { Requests } from '../requests';
import { fetchTitles } from './fetch-titles';

type Incident = Parameters<typeof fetchTitles>[0];

/** An incident whose next write makes this version, or fails. */
function open(version: number, outcome: number | Error) {
  const asked: number[] = [];
  const requests = { fetchTitles: (event: number) => Promise.resolve(asked.push(event)) };
  const incident = {
    view: { version },
    save: async (write: (requests: Requests) => Promise<unknown>) => {
      await write(requests as unknown as Requests);
      if (typeof outcome !== 'number') throw outcome;
      incident.view = { version: outcome };
    },
  };
  return { incident: incident as unknown as Incident, asked };
}

describe('titles of links', () => {
  beforeEach(() => vi.restoreAllMocks());

  it('are fetched for the entry that was meant', async () => {
    const show = vi.spyOn(toasts, 'show');
    const { incident, asked } = open(4, 5);
    await fetchTitles(incident, 12);
    expect(asked).toEqual([12]);
    expect(show).not.toHaveBeenCalled();
  });

  it('that are as they were are said to be', async () => {
    const show = vi.spyOn(toasts, 'show').mockReturnValue(undefined as never);
    await fetchTitles(open(4, 4).incident, 12);
    expect(show).toHaveBeenCalledWith('Titles and states are as they were.');
  });

  it('that do not come say why, and that nothing was changed', async () => {
    const show = vi.spyOn(toasts, 'show').mockReturnValue(undefined as never);
    const detail = 'ledger#12: GitHub found nothing there, or the token may not see it';
    const refused = new ApiError({ status: 422, code: 'forge_not_found', detail } as never);
    await fetchTitles(open(4, refused).incident, 12);
    expect(show).toHaveBeenCalledWith(
      `No titles were fetched, and nothing was changed. ${detail}.`,
    );
  });

  it('let a fault of this page through', async () => {
    const fault = new TypeError('x');
    await expect(fetchTitles(open(4, fault).incident, 12)).rejects.toBe(fault);
  });
});
