/** What the pages ask the server about integrations. */

import { api, expectOk } from '$lib/api/client';
import type {
  AddedIntegration,
  DeliveryPage,
  DeliveryView,
  IntegrationForm,
  IntegrationRow,
  SecretRow,
  SourceApiForm,
  TestedApi,
} from '$lib/api/integration-shapes';

const at = (id: number) => ({ params: { path: { id } } });

export async function readIntegrations(signal?: AbortSignal): Promise<IntegrationRow[]> {
  return (await expectOk(api.GET('/api/v1/integrations', { signal }))).items;
}

export function addIntegration(body: IntegrationForm): Promise<AddedIntegration> {
  return expectOk(api.POST('/api/v1/integrations', { body }));
}

export async function saveIntegration(id: number, body: IntegrationForm): Promise<void> {
  await expectOk(api.PUT('/api/v1/integrations/{id}', { ...at(id), body }));
}

export async function removeIntegration(id: number): Promise<void> {
  await expectOk(api.DELETE('/api/v1/integrations/{id}', at(id)));
}

/** Answers with the path of the new address; the one before leads nowhere. */
export async function replaceAddress(id: number): Promise<string> {
  return (await expectOk(api.POST('/api/v1/integrations/{id}/address', at(id)))).path;
}

export function addSecret(id: number, secret: string): Promise<SecretRow> {
  return expectOk(api.POST('/api/v1/integrations/{id}/secrets', { ...at(id), body: { secret } }));
}

export async function removeSecret(id: number, secret: number): Promise<void> {
  const params = { path: { id, secret } };
  await expectOk(api.DELETE('/api/v1/integrations/{id}/secrets/{secret}', { params }));
}

export async function saveSourceApi(id: number, body: SourceApiForm): Promise<void> {
  await expectOk(api.PUT('/api/v1/integrations/{id}/api', { ...at(id), body }));
}

export async function removeSourceApi(id: number): Promise<void> {
  await expectOk(api.DELETE('/api/v1/integrations/{id}/api', at(id)));
}

/** Whom the token belongs to; throws what is wrong with it. Nothing is saved. */
export function testSourceApi(id: number, body: SourceApiForm): Promise<TestedApi> {
  return expectOk(api.POST('/api/v1/integrations/{id}/api/test', { ...at(id), body }));
}

export interface DeliveryQuery {
  integration: number;
  state?: string;
  /** The `seq` that was read last. */
  before?: number;
}

export function readDeliveries(query: DeliveryQuery, signal?: AbortSignal): Promise<DeliveryPage> {
  return expectOk(api.GET('/api/v1/deliveries', { params: { query }, signal }));
}

export function readDelivery(seq: number, signal?: AbortSignal): Promise<DeliveryView> {
  return expectOk(api.GET('/api/v1/deliveries/{seq}', { params: { path: { seq } }, signal }));
}

/** Answers with how many are read again. */
export async function readDeliveryAgain(seq: number): Promise<number> {
  const params = { path: { seq } };
  return (await expectOk(api.POST('/api/v1/deliveries/{seq}/read-again', { params }))).deliveries;
}

export async function readUnreadableAgain(id: number): Promise<number> {
  return (await expectOk(api.POST('/api/v1/integrations/{id}/read-again', at(id)))).deliveries;
}
