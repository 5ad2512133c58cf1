/** What lists ask the server about an action's ticket. */

import type { ActionPlace } from '$lib/actions/change-action';
import { api, expectOk } from '$lib/api/client';
import type { Side } from '$lib/api/tracker-shapes';

const AT = '/api/v1/incidents/{reference}/actions/{id}/ticket';

const at = ({ incident, action }: ActionPlace) => ({
  params: { path: { reference: incident, id: action.id } },
});

export async function createTicket(place: ActionPlace): Promise<void> {
  await expectOk(api.POST(AT, at(place)));
}

export async function linkTicket(place: ActionPlace, ticket: string): Promise<void> {
  await expectOk(api.PUT(AT, { ...at(place), body: { ticket } }));
}

export async function unlinkTicket(place: ActionPlace): Promise<void> {
  await expectOk(api.DELETE(AT, at(place)));
}

export async function settleTicket(place: ActionPlace, side: Side): Promise<void> {
  await expectOk(api.POST(`${AT}/settlement`, { ...at(place), body: { side } }));
}
