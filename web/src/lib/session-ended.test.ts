import { beforeEach, expect, it, vi } from 'vitest';

import { api } from './api/client';
import { connection } from './api/connection.svelte';
import type { SignedIn } from './api/shapes';
import { session } from './session.svelte';

vi.mock('$app/navigation', () => ({ goto: vi.fn() }));

const reload = vi.fn();

function signedIn(id: number): SignedIn {
  const person = { id, handle: `p${id}`, name: `P${id}`, role: 'member', active: true };
  return { person, workspace: 'Northwind', demo: false } as SignedIn;
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('location', {
    ...location,
    reload,
    href: 'http://localhost/',
    origin: 'http://localhost',
  });
  reload.mockReset();
  session.clear();
  session.begin(signedIn(1));
});

it('keeps the page when the session ends, and asks again for what failed', () => {
  const again = vi.fn();
  session.end();
  expect(session.ended).toBe(true);
  expect(session.person?.id).toBe(1);
  connection.onReturn(again);
  session.entered(signedIn(1));
  expect(session.ended).toBe(false);
  expect(again).toHaveBeenCalledOnce();
  expect(reload).not.toHaveBeenCalled();
});

it('leaves nothing of one person’s page to the next', () => {
  session.end();
  session.entered(signedIn(2));
  expect(reload).toHaveBeenCalledOnce();
});

it('ends in every tab when one signs out', async () => {
  await session.heard('out 1');
  expect(session.ended).toBe(true);
});

it('is nobody’s loss while nobody is signed in', () => {
  session.clear();
  session.end();
  expect(session.ended).toBe(false);
});

it('tells readers from writers', () => {
  expect(session.mayWrite).toBe(true);
  const viewer = signedIn(1);
  session.begin({ ...viewer, person: { ...viewer.person, role: 'viewer' } });
  expect(session.mayWrite).toBe(false);
});

it('goes on when another tab has signed in again', async () => {
  session.end();
  const known = { data: signedIn(1), response: new Response() };
  vi.spyOn(api, 'GET').mockResolvedValue(known as never);
  await session.heard('in 2');
  expect(session.ended).toBe(false);
});
