import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { LanguageFinding } from '$lib/api/language-shapes';
import { unreachable } from '$lib/api/problem';

import { WrittenCheck } from './written-check.svelte';

const found = [{ rule: 'blaming-question', phrase: 'Why did you' }] as LanguageFinding[];
const ask = vi.fn<(text: string, signal: AbortSignal) => Promise<LanguageFinding[]>>();
let check: WrittenCheck;

const pause = () => vi.advanceTimersByTimeAsync(400);

beforeEach(() => {
  vi.useFakeTimers();
  ask.mockReset().mockResolvedValue(found);
  check = new WrittenCheck(ask);
});
afterEach(() => vi.useRealTimers());

it('asks when writing pauses, and says what was found until the text is gone', async () => {
  check.look('Why');
  check.look('Why did you restart it?');
  await pause();
  expect(ask).toHaveBeenCalledExactlyOnceWith('Why did you restart it?', expect.any(AbortSignal));
  expect(check.found).toEqual(found);
  check.look(' ');
  expect(check.found).toEqual([]);
});

it('takes no answer to what was overtaken', async () => {
  let answer: (findings: LanguageFinding[]) => void = () => undefined;
  ask.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  check.look('Why did you restart it?');
  await pause();
  check.look('What was restarted?');
  ask.mockResolvedValueOnce([]);
  await pause();
  answer(found);
  await pause();
  expect(check.found).toEqual([]);
});

it('keeps quiet where the check cannot be reached', async () => {
  ask.mockRejectedValueOnce(unreachable());
  check.look('Why did you restart it?');
  await pause();
  expect(check.found).toEqual([]);
});
