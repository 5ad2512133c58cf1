/** Switching an integration on and off, and nothing else of it. */

import { ApiError } from '$lib/api/problem';

import { readIntegrations, saveIntegration } from './requests';

/**
 * An integration is saved whole: what is sent along is as it stands now, so that neither a page
 * that was opened a while ago nor a late Undo brings an old name or mapping back.
 */
export async function switchIntegration(id: number, active: boolean): Promise<void> {
  const known = await readIntegrations();
  const row = known.find((one) => one.id === id);
  if (!row) {
    throw new ApiError({
      type: 'about:blank',
      title: 'There is no such integration.',
      status: 404,
      code: 'not_found',
      detail: 'The integration was taken away meanwhile.',
    });
  }
  const { kind, name, zone, mapping } = row;
  await saveIntegration(id, { kind, name, zone, mapping, active });
}
