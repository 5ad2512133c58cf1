/** Short names for what the API answers about the mail server. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type MailServerForm = Schemas['MailServerForm'];
export type MailServerView = Schemas['MailServerView'];
export type TestedMail = Schemas['TestedMail'];
