/** Asks what one wants to be told, and says it. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';

export type NoticePreferences = components['schemas']['NoticePreferences'];
export type NoticeKind = components['schemas']['NoticeKind'];
export type NoticesView = components['schemas']['NoticesView'];

export function readNotices(signal?: AbortSignal): Promise<NoticesView> {
  return expectOk(api.GET('/api/v1/me/notices', { signal }));
}

export function saveNotices(body: NoticePreferences): Promise<NoticesView> {
  return expectOk(api.PUT('/api/v1/me/notices', { body }));
}

/**
 * Whoever has said nothing of when they may be told something is taken to be where their browser is.
 * Answers with the zone that was kept, if one was.
 */
export async function adoptZone(here: string): Promise<string | undefined> {
  const { own, preferences } = await readNotices();
  if (own || preferences.hours.zone === here) return undefined;
  await saveNotices({ ...preferences, hours: { ...preferences.hours, zone: here } });
  return here;
}
