import createClient from 'openapi-fetch';

import { fetchWithProof } from '$lib/access/proof.svelte';

import { connection } from './connection.svelte';
import { ApiError, toProblem, unreachable } from './problem';
import type { paths } from './schema';

/**
 * The typed client. Paths come from the schema with their `/api/v1` prefix. Requests stay on
 * our own origin: the session travels as a cookie and is never read by a script.
 */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: (request) => fetchWithProof(request),
});

api.use({
  onResponse: ({ response }) => connection.answered(response),
  onError: ({ error }) => {
    if (!isAbort(error)) connection.lost();
  },
});

/** What openapi-fetch answers with, success or not. */
export interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * Waits for a request and returns its body, or throws an `ApiError`:
 *
 *     const incident = await expectOk(api.GET('/api/v1/incidents/{ref}', { params }));
 */
export async function expectOk<T>(request: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    // An aborted request was our own doing; its caller is not waiting for a message.
    if (isAbort(cause)) throw cause;
    throw unreachable();
  });
  if (!response.ok) throw new ApiError(toProblem(error, response.status));
  return data as T;
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
