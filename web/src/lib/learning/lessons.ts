/** What earlier post-mortems of the same services learned. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';

export type LessonLearned = components['schemas']['LessonLearned'];

/** `services` as the address has them, "1,4"; nobody is asked about none. */
export async function readLessons(
  services: string,
  incident?: string,
  signal?: AbortSignal,
): Promise<LessonLearned[]> {
  if (services === '') return [];
  const query = incident === undefined ? { services } : { services, incident };
  return expectOk(api.GET('/api/v1/lessons', { params: { query }, signal }));
}
