import { expect, it } from 'vitest';

import { needsSession, placeAfterSignIn, signInFor } from './session.svelte';

function next(place: string): string {
  return placeAfterSignIn(new URL(`http://localhost/sign-in?next=${encodeURIComponent(place)}`));
}

it('leads back to where somebody was going', () => {
  const url = new URL('http://localhost/incidents?q=is%3Aowed#top');
  const signIn = new URL(signInFor(url), 'http://localhost');
  expect(placeAfterSignIn(signIn)).toBe('/incidents?q=is%3Aowed#top');
  expect(signInFor(new URL('http://localhost/'))).toBe('/sign-in');
});

it('leads nowhere but to our own pages', () => {
  for (const place of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere', 'x']) {
    expect(next(place)).toBe('/');
  }
  expect(next('/sign-in?next=/sign-in')).toBe('/');
});

it('asks for a session everywhere but at the door', () => {
  expect(needsSession('/')).toBe(true);
  expect(needsSession('/incidents')).toBe(true);
  expect(needsSession('/sign-in')).toBe(false);
  expect(needsSession('/setup')).toBe(false);
});
