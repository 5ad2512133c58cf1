/** What the settings ask the server about the mail server. */

import { api, expectOk } from '$lib/api/client';
import type { MailServerForm, MailServerView, TestedMail } from '$lib/api/mail-shapes';

const AT = '/api/v1/mail-server';

export function readMailServer(signal?: AbortSignal): Promise<MailServerView> {
  return expectOk(api.GET(AT, { signal }));
}

export function saveMailServer(body: MailServerForm): Promise<MailServerView> {
  return expectOk(api.PUT(AT, { body }));
}

export async function removeMailServer(): Promise<void> {
  await expectOk(api.DELETE(AT, {}));
}

/** Sends a letter to one's own address. Throws what is wrong with the server. */
export function testMailServer(body: MailServerForm): Promise<TestedMail> {
  return expectOk(api.POST(`${AT}/test`, { body }));
}
