/** What the dialog of a ticket does within an incident that is open. */

import type { TicketWays } from '../tickets/ways';
import type { OpenIncident } from './open-incident.svelte';

export function ticketWays(incident: OpenIncident, action: number): TicketWays {
  return {
    create: () => incident.save((requests) => requests.createTicket(action)),
    link: (written) => incident.save((requests) => requests.linkTicket(action, written)),
    write: (ticket) =>
      incident.save((requests, seen) => requests.changeAction(action, { ticket }, seen)),
    unlink: () => incident.save((requests) => requests.unlinkTicket(action)),
    settle: (side) => incident.save((requests) => requests.settleTicket(action, side)),
  };
}
