/** Asking the check of language. What is kept goes with the requests of its incident. */

import { api, expectOk } from '$lib/api/client';
import type { DocumentFindings, LanguageFinding, LanguageTrend } from '$lib/api/language-shapes';

export async function checkText(
  text: string,
  incident: string | undefined,
  signal: AbortSignal,
): Promise<LanguageFinding[]> {
  const body = { text, incident };
  const { findings } = await expectOk(api.POST('/api/v1/language/check', { body, signal }));
  return findings as LanguageFinding[];
}

export async function readDocumentFindings(
  reference: string,
  signal: AbortSignal,
): Promise<DocumentFindings> {
  const params = { path: { reference } };
  const read = api.GET('/api/v1/incidents/{reference}/language', { params, signal });
  return (await expectOk(read)) as DocumentFindings;
}

export function readLanguageRules(signal: AbortSignal) {
  return expectOk(api.GET('/api/v1/language/rules', { signal }));
}

export async function readLanguageTrend(
  quarters: number,
  signal: AbortSignal,
): Promise<LanguageTrend> {
  const params = { query: { quarters } };
  const read = api.GET('/api/v1/stats/language', { params, signal });
  return (await expectOk(read)) as LanguageTrend;
}
