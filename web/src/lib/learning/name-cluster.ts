/** Giving a cluster its name: a factor, and a contributing factor of each incident tagged with it. */

import { undoEach } from '$lib/actions/change-action';
import { api, expectOk } from '$lib/api/client';
import type { Cluster } from '$lib/api/pattern-shapes';
import { ApiError } from '$lib/api/problem';
import { factorNamed } from '$lib/components/document/vocabulary';
import { requestsFor } from '$lib/components/document/requests';
import { plural } from '$lib/format';

export interface Named {
  made: { reference: string; version: number }[];
  /** "INC-4: it is published": what could not be tagged, and why. */
  failures: string[];
}

/** Tags one incident after the other by the ordinary edit of each; each stands or fails by itself. */
export async function nameCluster({ incidents, words }: Cluster, label: string): Promise<Named> {
  const named: Named = { made: [], failures: [] };
  const factor = await factorNamed(label);
  if (factor === null) return named;
  const text = `${label.trim()} (found by the words ${words.join(', ')})`;
  for (const { reference } of incidents) {
    try {
      const form = { group: 'made_possible' as const, text, factor, confidence: null };
      const { version } = await requestsFor(reference).addFactor(form);
      named.made.push({ reference, version });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      named.failures.push(`${reference}: ${error.message}`);
    }
  }
  return named;
}

/** What was done, in a sentence for the toast. */
export function namedWords(label: string, { made, failures }: Named): string {
  const done = `${plural(made.length, 'incident')} tagged with “${label.trim()}”.`;
  return failures.length === 0 ? done : `${done} Not tagged: ${failures.join('; ')}`;
}

/** Takes the tags away again; the factor stays in the vocabulary. */
export async function untag({ made }: Named): Promise<string> {
  const kept = await undoEach(made);
  return kept.length === 0 ? '' : `Some tags stay: ${kept.join('; ')}`;
}

/** Remembers that it is no pattern, and answers with how to take that back. */
export async function putAsunder({ incidents, words }: Cluster): Promise<() => Promise<void>> {
  const references = incidents.map(({ reference }) => reference);
  const body = { incidents: references, words };
  const { id } = await expectOk(api.POST('/api/v1/no-patterns', { body }));
  return async () => {
    await expectOk(api.DELETE('/api/v1/no-patterns/{id}', { params: { path: { id } } }));
  };
}
