import { describe, expect, it } from 'vitest';

import { expectOk } from './client';
import { ApiError } from './problem';

function answer(status: number, outcome: { data?: unknown; error?: unknown }) {
  return Promise.resolve({ ...outcome, response: new Response(null, { status }) });
}

async function failure(request: Promise<unknown>): Promise<ApiError> {
  const error = await request.catch((cause: unknown) => cause);
  if (!(error instanceof ApiError)) throw new Error('expected an ApiError');
  return error;
}

describe('expectOk', () => {
  it('returns the body of a success', async () => {
    await expect(expectOk(answer(200, { data: { ref: 'INC-57' } }))).resolves.toEqual({
      ref: 'INC-57',
    });
  });

  it('keeps the code, the detail and the field of a problem', async () => {
    const error = await failure(
      expectOk(
        answer(422, {
          error: {
            type: 'about:blank',
            title: 'Refused',
            status: 422,
            code: 'due_after_sprint',
            detail: 'Sprint 42 ends 30 October.',
            field: 'due_on',
            errors: ['Sprint 42 ends 30 October.'],
          },
        }),
      ),
    );
    expect(error.code).toBe('due_after_sprint');
    expect(error.forField('due_on')).toBe('Sprint 42 ends 30 October.');
    expect(error.forField('title')).toBeUndefined();
  });

  it('makes a problem of an answer that is not one', async () => {
    const error = await failure(expectOk(answer(502, { error: '<html>Bad gateway</html>' })));
    expect(error.status).toBe(502);
    expect(error.code).toBe('server_error');
  });

  it('says so when the server cannot be reached', async () => {
    const error = await failure(expectOk(Promise.reject(new TypeError('Failed to fetch'))));
    expect(error.code).toBe('unreachable');
  });

  it('lets an aborted request through as it is', async () => {
    const aborted = new DOMException('aborted', 'AbortError');
    await expect(expectOk(Promise.reject(aborted))).rejects.toBe(aborted);
  });
});
