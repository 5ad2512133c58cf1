/** What the history of an incident asks of the server. */

import { api, expectOk } from '$lib/api/client';
import type { Comparison, Restored, VersionPage } from '$lib/api/history-shapes';

const AT = '/api/v1/incidents/{reference}';

/** Newest first; `before` reads on. */
export async function listVersions(
  reference: string,
  before?: number,
  signal?: AbortSignal,
): Promise<VersionPage> {
  const query = before === undefined ? {} : { before };
  const params = { path: { reference }, query };
  return (await expectOk(api.GET(`${AT}/versions`, { params, signal }))) as VersionPage;
}

export async function compareVersions(
  reference: string,
  span: { from: number; to: number },
  signal: AbortSignal,
): Promise<Comparison> {
  const params = { path: { reference }, query: span };
  return (await expectOk(api.GET(`${AT}/compare`, { params, signal }))) as Comparison;
}

/** Gives a version a name, or another one. */
export async function nameVersion(reference: string, version: number, name: string): Promise<void> {
  const params = { path: { reference } };
  await expectOk(api.POST(`${AT}/versions`, { params, body: { version, name } }));
}

export async function unnameVersion(reference: string, version: number): Promise<void> {
  const params = { path: { reference, version } };
  await expectOk(api.DELETE(`${AT}/versions/{version}`, { params }));
}

export async function restoreVersion(
  reference: string,
  version: number,
  seen: number,
): Promise<Restored> {
  const params = { path: { reference }, header: { 'If-Match': `"${seen}"` } };
  return (await expectOk(api.POST(`${AT}/restore`, { params, body: { version } }))) as Restored;
}
