/** What the pages ask the server about signing in. */

import type {
  OwnedToken,
  ProviderButton,
  ProviderForm,
  ProviderView,
  SessionView,
  SignInRules,
  WaysToProve,
} from '$lib/api/access-shapes';
import { api, expectOk } from '$lib/api/client';

const PROVIDERS = '/api/v1/providers';

export function readProviders(signal?: AbortSignal): Promise<ProviderView[]> {
  return expectOk(api.GET(PROVIDERS, { signal }));
}

export function addProvider(body: ProviderForm): Promise<ProviderView> {
  return expectOk(api.POST(PROVIDERS, { body }));
}

export function saveProvider(id: number, body: ProviderForm): Promise<ProviderView> {
  return expectOk(api.PUT(`${PROVIDERS}/{id}`, { params: { path: { id } }, body }));
}

export async function removeProvider(id: number): Promise<void> {
  await expectOk(api.DELETE(`${PROVIDERS}/{id}`, { params: { path: { id } } }));
}

/** Throws what is wrong with it. Whether it has a place to sign out, otherwise. */
export async function testProvider(provider: ProviderForm, known: number | null): Promise<boolean> {
  const body = { provider, known };
  return (await expectOk(api.POST(`${PROVIDERS}/test`, { body }))).signs_out;
}

export function readRules(signal?: AbortSignal): Promise<SignInRules> {
  return expectOk(api.GET('/api/v1/sign-in-rules', { signal }));
}

export function saveRules(body: SignInRules): Promise<SignInRules> {
  return expectOk(api.PUT('/api/v1/sign-in-rules', { body }));
}

export function readSessions(signal?: AbortSignal): Promise<SessionView[]> {
  return expectOk(api.GET('/api/v1/sessions', { signal }));
}

export async function endSession(id: string): Promise<void> {
  await expectOk(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }));
}

/** Answers with how many there were. */
export async function endOtherSessions(): Promise<number> {
  return (await expectOk(api.DELETE('/api/v1/sessions'))).ended;
}

/** Answers with how many there were. */
export async function endSessionsOf(person: number): Promise<number> {
  const params = { path: { id: person } };
  return (await expectOk(api.DELETE('/api/v1/people/{id}/sessions', { params }))).ended;
}

/** Through which providers somebody comes in. */
export function readIdentities(person: number, signal?: AbortSignal): Promise<ProviderButton[]> {
  const params = { path: { id: person } };
  return expectOk(api.GET('/api/v1/people/{id}/identities', { params, signal }));
}

export async function unlinkIdentity(person: number, provider: number): Promise<void> {
  const params = { path: { id: person, provider } };
  await expectOk(api.DELETE('/api/v1/people/{id}/identities/{provider}', { params }));
}

export function readAllTokens(signal?: AbortSignal): Promise<OwnedToken[]> {
  return expectOk(api.GET('/api/v1/workspace/tokens', { signal }));
}

export async function revokeAnyToken(id: number): Promise<void> {
  await expectOk(api.DELETE('/api/v1/workspace/tokens/{id}', { params: { path: { id } } }));
}

export function readWaysToProve(signal?: AbortSignal): Promise<WaysToProve> {
  return expectOk(api.GET('/api/v1/session/proof', { signal }));
}

export async function proveByPassword(password: string): Promise<void> {
  await expectOk(api.POST('/api/v1/session/proof', { body: { password } }));
}
