import { describe, expect, it, vi } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';

import { IncidentCards } from './incident-cards';

describe('IncidentCards', () => {
  it('reads each incident once', async () => {
    const read = vi.fn((reference: string) => Promise.resolve({ reference } as IncidentView));
    const cards = new IncidentCards(read);
    await Promise.all([cards.ask('INC-12'), cards.ask('INC-12'), cards.ask('INC-31')]);
    expect(read).toHaveBeenCalledTimes(2);
    expect([...cards.known.keys()]).toEqual(['INC-12', 'INC-31']);
  });

  it('knows nothing of one that may not be read', async () => {
    const problem = { type: '', title: '', status: 404, code: 'not_found', detail: 'no' };
    const cards = new IncidentCards(() => Promise.reject(new ApiError(problem)));
    await cards.ask('INC-4');
    expect(cards.known.size).toBe(0);
  });
});
