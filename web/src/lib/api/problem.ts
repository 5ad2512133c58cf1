import type { components } from './schema';

/** An error as the server states it: RFC 9457 problem details with a stable `code`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  /** The field of the request that was refused, when there is one. */
  field?: string;
  /** Every single thing that is wrong, when there are several. */
  errors?: string[];
  /** Both sides of an edit that came too late. */
  conflict?: components['schemas']['ConflictView'];
}

/** Thrown for every request that did not succeed; `problem` says why. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** It says nothing of what was asked for, and asking again later may well succeed. */
  get passing(): boolean {
    return this.code === 'unreachable' || this.status === 401;
  }

  /** What was refused about one field, for the note under it. */
  forField(field: string): string | undefined {
    return this.problem.field === field ? this.problem.detail : undefined;
  }
}

/**
 * A detail as a sentence of its own. The server begins it small, as programs log it; a name of
 * the API, such as `due_on`, keeps its letters.
 */
export function sentence(detail: string): string {
  const begun = /^\p{Ll}[\p{L}’'-]*(?=[\s,:;.]|$)/u.test(detail)
    ? detail.charAt(0).toUpperCase() + detail.slice(1)
    : detail;
  return /[\p{L}\p{N})”"]$/u.test(begun) ? `${begun}.` : begun;
}

/** Turns whatever a failed response carried into a problem; a proxy's HTML page included. */
export function toProblem(body: unknown, status: number): Problem {
  if (isProblem(body)) return { ...body, status: body.status || status };
  return {
    type: 'about:blank',
    title: 'The server did not answer as expected.',
    status,
    code: status >= 500 ? 'server_error' : 'unexpected_response',
    detail: `The server answered with status ${status} and gave no reason.`,
  };
}

/** The request never reached the server, or its answer never came back. */
export function unreachable(): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'The server could not be reached.',
    status: 0,
    code: 'unreachable',
    detail: 'The server could not be reached. Check the connection and try again.',
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'title' in body &&
    typeof body.title === 'string'
  );
}
