/** Which changes may bring something new that happened near an incident. */

import type { FeedChange } from '$lib/live/feed.svelte';

/** Signals are kept apart from incidents: their place names the services, or that it was said. */
export function concernsOffers({ place }: FeedChange, services: number[]): boolean {
  const [noun, of = ''] = place.split(':');
  if (noun !== 'signals') return false;
  return of.split(',').some((part) => part === 'channel' || services.includes(Number(part)));
}
