/** What can be done about the ticket of one action. Each throws what is refused. */

import type { Ticket } from '$lib/api/shapes';
import type { Side } from '$lib/api/tracker-shapes';

export interface TicketWays {
  create: () => Promise<void>;
  link: (written: string) => Promise<void>;
  /** A name written by hand, or none any more. */
  write: (ticket: Ticket | null) => Promise<void>;
  unlink: () => Promise<void>;
  settle: (side: Side) => Promise<void>;
}
