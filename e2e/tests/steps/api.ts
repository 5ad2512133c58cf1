// Requests that a page's own session makes, for what a journey takes as given.
import { expect, type Page } from '@playwright/test';

export async function api(
  page: Page,
  method: string,
  path: string,
  data?: unknown,
  version?: number,
) {
  const headers = {
    Origin: new URL(page.url()).origin,
    ...(version !== undefined && { 'If-Match': `"${version}"` }),
  };
  const answer = await page.request.fetch(`/api/v1${path}`, {
    method,
    data,
    headers,
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Record<string, unknown> & {
    reference: string;
    version: number;
  };
}
