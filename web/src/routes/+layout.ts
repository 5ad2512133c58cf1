import { redirect } from '@sveltejs/kit';

import { feed } from '$lib/live/feed.svelte';
import { needsSession, session, signInFor } from '$lib/session.svelte';

import type { LayoutLoad } from './$types';

export const ssr = false;
export const prerender = false;

/** No page is set up before it is known who is there and what the names are. */
export const load: LayoutLoad = async ({ url }) => {
  if (!needsSession(url.pathname)) return;
  // A load may not look at the hash of its own address, since changing it loads nothing.
  if (!(await session.check())) redirect(307, signInFor(new URL(url.href)));
  // Before the pages ask, so that nothing falls between their answers and the first change.
  if (session.person) feed.start();
};
