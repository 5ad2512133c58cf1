import { expect, it } from 'vitest';

import { ApiError } from './problem';
import { Submission } from './submission.svelte';

function refusal(field?: string) {
  const detail = 'password has 3 characters; it takes 10 to 512';
  return new ApiError({ type: '', title: 'No', status: 422, code: 'length', detail, field });
}

it('says a refusal at its field, and only there', async () => {
  const form = new Submission(['password']);
  const taken = await form.send(() => Promise.reject(refusal('password')));
  expect(taken).toBe(false);
  expect(form.field('password')).toContain('3 characters');
  expect(form.field('name')).toBeUndefined();
  expect(form.elsewhere).toBeUndefined();
});

it('says a refusal of something the form does not show above it', async () => {
  const form = new Submission(['password']);
  await form.send(() => Promise.reject(refusal('secret')));
  expect(form.elsewhere).toContain('3 characters');
});

it('does not send twice at a time, and forgets the last refusal', async () => {
  const form = new Submission();
  await form.send(() => Promise.reject(refusal()));
  let finish: () => void = () => undefined;
  const first = form.send(() => new Promise((resolve) => (finish = resolve)));
  expect(form.error).toBeUndefined();
  expect(await form.send(() => Promise.resolve())).toBe(false);
  finish();
  expect(await first).toBe(true);
  expect(form.busy).toBe(false);
});

it('lets a fault of the program through', async () => {
  await expect(new Submission().send(() => Promise.reject(new TypeError('x')))).rejects.toThrow();
});
