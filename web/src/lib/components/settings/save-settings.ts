/** Settings are saved whole, so each form puts its part into what stands on the server now. */

import { api, expectOk } from '$lib/api/client';
import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

export type Settings = Workspace['settings'];

export async function saveSettings(part: Partial<Settings>): Promise<void> {
  await workspace.refresh();
  const now = workspace.current?.settings;
  if (!now) return;
  await expectOk(api.PUT('/api/v1/workspace/settings', { body: { ...now, ...part } }));
  await workspace.refresh();
}
