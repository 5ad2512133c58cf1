/** Asks for outgoing webhooks and their messages, and changes them. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';

export type Subscription = components['schemas']['Subscription'];
export type SubscriptionForm = components['schemas']['SubscriptionForm'];
export type WebhookEvent = components['schemas']['Event'];
export type MessageRow = components['schemas']['MessageRow'];

/** What can be subscribed to, with what it means. */
export const EVENTS: { event: WebhookEvent; words: string }[] = [
  { event: 'incident.opened', words: 'an incident was opened' },
  { event: 'meeting.planned', words: 'a meeting was planned or moved' },
  { event: 'postmortem.published', words: 'a post-mortem was published' },
  { event: 'postmortem.reopened', words: 'a post-mortem was opened again' },
  { event: 'action_item.added', words: 'an action item was chosen' },
  { event: 'action_item.changed', words: 'an action item was changed' },
  { event: 'action_item.finished', words: 'an action item was done or dropped' },
  { event: 'recurrence.confirmed', words: 'a person confirmed a repeat' },
];

export function readSubscriptions(signal?: AbortSignal): Promise<Subscription[]> {
  return expectOk(api.GET('/api/v1/subscriptions', { signal }));
}

export function addSubscription(body: SubscriptionForm) {
  return expectOk(api.POST('/api/v1/subscriptions', { body }));
}

export function updateSubscription(id: number, body: SubscriptionForm): Promise<Subscription> {
  return expectOk(api.PUT('/api/v1/subscriptions/{id}', { params: { path: { id } }, body }));
}

export async function removeSubscription(id: number): Promise<void> {
  await expectOk(api.DELETE('/api/v1/subscriptions/{id}', { params: { path: { id } } }));
}

export function replaceSecret(id: number) {
  return expectOk(api.POST('/api/v1/subscriptions/{id}/secret', { params: { path: { id } } }));
}

export function readMessages(id: number, signal?: AbortSignal): Promise<MessageRow[]> {
  return expectOk(
    api.GET('/api/v1/subscriptions/{id}/messages', { params: { path: { id } }, signal }),
  );
}

export async function sendAgain(id: number, message: string): Promise<void> {
  const params = { path: { id, message } };
  await expectOk(api.POST('/api/v1/subscriptions/{id}/messages/{message}/send', { params }));
}
