/** What the settings ask the server about trackers. */

import { api, expectOk } from '$lib/api/client';
import type {
  AddedTracker,
  TestedTracker,
  TrackerForm,
  TrackerPlace,
  TrackerRow,
} from '$lib/api/tracker-shapes';

const AT = '/api/v1/trackers';

export async function readTrackers(signal?: AbortSignal): Promise<TrackerRow[]> {
  const { items } = await expectOk(api.GET(AT, { signal }));
  return items as TrackerRow[];
}

export function addTracker(body: TrackerForm): Promise<AddedTracker> {
  return expectOk(api.POST(AT, { body })) as Promise<AddedTracker>;
}

export async function saveTracker(id: number, body: TrackerForm): Promise<void> {
  await expectOk(api.PUT(`${AT}/{id}`, { params: { path: { id } }, body }));
}

export async function removeTracker(id: number): Promise<void> {
  await expectOk(api.DELETE(`${AT}/{id}`, { params: { path: { id } } }));
}

/** Throws exactly what is wrong. */
export function testTracker(
  tracker: TrackerForm,
  place: TrackerPlace,
  known: number | null,
): Promise<TestedTracker> {
  return expectOk(api.POST(`${AT}/test`, { body: { tracker, place, known } }));
}

export async function renewAddress(id: number): Promise<string> {
  const made = await expectOk(api.POST(`${AT}/{id}/address`, { params: { path: { id } } }));
  return made.path;
}

export async function saveHookSecret(id: number, secret: string | null): Promise<void> {
  const body = { secret };
  await expectOk(api.PUT(`${AT}/{id}/hook-secret`, { params: { path: { id } }, body }));
}
