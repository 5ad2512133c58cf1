/** Factors by their label: the ones there are, and new ones named on the way. */

import { api, expectOk } from '$lib/api/client';
import { workspace } from '$lib/workspace.svelte';

/** The id of the factor that bears a label; a new label is named first. Null for an empty one. */
export async function factorNamed(label: string): Promise<number | null> {
  const key = keyOf(label);
  if (!key) return null;
  const known = workspace.factors.find((factor) => keyOf(factor.label) === key);
  if (known) return known.id;
  const named = await expectOk(api.POST('/api/v1/factors', { body: { label: label.trim() } }));
  await workspace.refresh();
  return named.id;
}

function keyOf(label: string): string {
  return label.trim().split(/\s+/).join(' ').toLowerCase();
}
