/** Asks for the audit log. */

import { api, expectOk } from '$lib/api/client';
import type { ChangeRecord } from '$lib/api/incident-shapes';

import { type AuditFilter, queryOfFilter } from './address';

export type AuditEntry = ChangeRecord & { hash: string };

export interface AuditPage {
  items: AuditEntry[];
  next?: string | null;
}

/** Newest first; `cursor` is the `next` of the page before. */
export function readAuditLog(filter: AuditFilter, cursor?: string): Promise<AuditPage> {
  const query = { ...queryOfFilter(filter), ...(cursor && { cursor }) };
  const asked = expectOk(api.GET('/api/v1/audit', { params: { query } }));
  return asked as unknown as Promise<AuditPage>;
}
