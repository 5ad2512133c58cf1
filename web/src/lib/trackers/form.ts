/** A tracker as it is typed, and as it is sent. */

import type { TrackerForm, TrackerKind, TrackerRow } from '$lib/api/tracker-shapes';

import { isJira, KINDS } from './kinds';

export interface TypedTracker {
  kind: TrackerKind;
  url: string;
  account: string;
  token: string;
  issueType: string;
  /** With commas in between. */
  labels: string;
  /** Fields that a project of Jira demands, as JSON. */
  fields: string;
}

export function typedTracker(row?: TrackerRow): TypedTracker {
  const fields = row?.fields ?? {};
  return {
    kind: row?.kind ?? 'jira_cloud',
    url: row?.url ?? '',
    account: row?.account ?? '',
    token: '',
    issueType: row?.issue_type ?? '',
    labels: (row?.labels ?? []).join(', '),
    fields: Object.keys(fields).length > 0 ? JSON.stringify(fields, null, 2) : '',
  };
}

/** What is sent; undefined where the fields are no JSON object. */
export function trackerForm(typed: TypedTracker): TrackerForm | undefined {
  const jira = isJira(typed.kind);
  const fields = jira ? readFields(typed.fields) : {};
  if (!fields) return undefined;
  const labels = typed.labels.split(',').map((label) => label.trim());
  return {
    kind: typed.kind,
    url: typed.url.trim() || (KINDS[typed.kind].url ?? null),
    account: typed.kind === 'jira_cloud' ? typed.account.trim() : '',
    token: typed.token.trim() || null,
    issue_type: jira ? typed.issueType.trim() : '',
    labels: labels.filter((label) => label !== ''),
    fields,
  };
}

function readFields(written: string): Record<string, never> | undefined {
  if (written.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(written);
    const isObject = typeof read === 'object' && read !== null && !Array.isArray(read);
    return isObject ? (read as Record<string, never>) : undefined;
  } catch {
    return undefined;
  }
}
