import { beforeEach, expect, it, vi } from 'vitest';

import type { IntegrationRow } from '$lib/api/integration-shapes';

import { readIntegrations, saveIntegration } from './requests';
import { switchIntegration } from './switching';

vi.mock('./requests');

beforeEach(() => vi.resetAllMocks());

it('sends the mapping that somebody else saved meanwhile', async () => {
  const newest = { id: 3, kind: 'generic', name: 'Jobs', mapping: { each: 'runs' }, active: true };
  const other = { ...newest, id: 4, name: 'Others' };
  const rows = [other, newest] as unknown as IntegrationRow[];
  vi.mocked(readIntegrations).mockResolvedValue(rows);
  await switchIntegration(3, false);
  const { kind, name, mapping } = newest;
  expect(saveIntegration).toHaveBeenCalledExactlyOnceWith(3, {
    kind,
    name,
    zone: undefined,
    mapping,
    active: false,
  });
});

it('says so when it was taken away, and saves nothing', async () => {
  vi.mocked(readIntegrations).mockResolvedValue([]);
  await expect(switchIntegration(3, true)).rejects.toMatchObject({ code: 'not_found' });
  expect(saveIntegration).not.toHaveBeenCalled();
});
