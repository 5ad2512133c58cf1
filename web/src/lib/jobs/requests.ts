/** Asks for background work, and has what failed tried again. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';

export type Job = components['schemas']['Job'];
export type JobState = components['schemas']['JobState'];
export type Jobs = components['schemas']['Jobs'];

export function readJobs(state: JobState, signal?: AbortSignal): Promise<Jobs> {
  return expectOk(api.GET('/api/v1/jobs', { params: { query: { state } }, signal }));
}

export async function retryJob(id: number): Promise<void> {
  await expectOk(api.POST('/api/v1/jobs/{id}/retry', { params: { path: { id } } }));
}

export async function dropJob(id: number): Promise<void> {
  await expectOk(api.DELETE('/api/v1/jobs/{id}', { params: { path: { id } } }));
}

/** Answers with how many they were. */
export async function retryFailedJobs(): Promise<number> {
  return (await expectOk(api.POST('/api/v1/jobs/failed/retry'))).count;
}

/** Answers with how many they were. */
export async function dropFailedJobs(): Promise<number> {
  return (await expectOk(api.DELETE('/api/v1/jobs/failed'))).count;
}
