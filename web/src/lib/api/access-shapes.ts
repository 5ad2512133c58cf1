/** Short names for what the API answers about signing in. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type OwnedToken = Schemas['OwnedToken'];
export type ProviderButton = Schemas['ProviderButton'];
export type ProviderForm = Schemas['ProviderForm'];
export type ProviderView = Schemas['ProviderView'];
export type SessionView = Schemas['SessionView'];
export type SignInRules = Schemas['SignInRules'];
export type WaysToProve = Schemas['WaysToProve'];
