/** One meeting as its page has it open: what the server says of it, beside its document. */

import { ApiError, sentence } from '$lib/api/problem';
import type { MeetingRun, MeetingView } from '$lib/api/meeting-shapes';
import { OpenIncident } from '$lib/components/document/open-incident.svelte';
import { requestsFor } from '$lib/components/document/requests';
import type { FeedChange } from '$lib/live/feed.svelte';
import { session } from '$lib/session.svelte';

import { meetingKey } from './meeting-key';
import { meetingRequests, type MeetingRequests } from './requests';
import { TickingClock } from './ticking-clock.svelte';

export type MeetingWrite = (requests: MeetingRequests) => Promise<MeetingView>;

export class MeetingRoom {
  view = $state.raw() as MeetingView;
  /** What was refused last, where no form is there to say it. */
  refused = $state<string>();
  readonly incident: OpenIncident;
  readonly clock = new TickingClock();
  readonly requests: MeetingRequests;
  /** When it was asked for: changes since then are read when the page begins to follow. */
  readonly askedAt: number;
  /** Plain, because it is asked while the page is taken down, when state still reads as before. */
  #joined = false;
  /** How many writes were sent, and the end of the last of them. */
  #sent = 0;
  #written: Promise<unknown> = Promise.resolve();

  constructor(
    view: MeetingView,
    incident: OpenIncident,
    requests: MeetingRequests,
    askedAt = performance.now(),
  ) {
    this.requests = requests;
    this.incident = incident;
    this.askedAt = askedAt;
    this.#take(view);
  }

  static async open(reference: string): Promise<MeetingRoom> {
    const askedAt = performance.now();
    const requests = meetingRequests(reference, meetingKey(reference, session.person?.id ?? 0));
    const [view, document] = await Promise.all([requests.read(), requestsFor(reference).read()]);
    return new MeetingRoom(view, new OpenIncident(document), requests, askedAt);
  }

  /** As the server writes it, whatever the address says: "INC-57". */
  get reference(): string {
    return this.view.incident;
  }

  /** While it runs. */
  get run(): MeetingRun | undefined {
    const { run } = this.view;
    return run && run.ended_at === null ? run : undefined;
  }

  get leads(): boolean {
    return this.run !== undefined && this.run.facilitator === session.person?.id;
  }

  /** Sends a change of the meeting; throws the `ApiError` when it is refused. */
  async write(change: MeetingWrite): Promise<void> {
    this.refused = undefined;
    const answer = change(this.requests);
    this.#sent += 1;
    this.#written = Promise.allSettled([this.#written, answer]);
    this.#take(await answer);
    await this.#bringDocument();
  }

  /** The same where no form says what was refused. True when it was taken. */
  async attempt(change: MeetingWrite): Promise<boolean> {
    try {
      await this.write(change);
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    }
  }

  refuse(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.refused = sentence(error.message);
  }

  /** Reads the meeting again; a failure leaves what is shown as it is. */
  readonly refresh = async (): Promise<void> => {
    const next = await this.#read().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
    if (!next) return;
    this.#take(next);
    await this.#bringDocument();
  };

  /**
   * Between writes: what was read while one of them ran may have seen half of it. Versions do not
   * tell, because putting off writes to other incidents.
   */
  async #read(): Promise<MeetingView> {
    await this.#written;
    const sent = this.#sent;
    const view = await this.requests.read();
    return sent === this.#sent ? view : this.#read();
  }

  /** Whoever looks at a meeting is in it. */
  async join(): Promise<void> {
    if (session.person) await this.attempt((requests) => requests.join());
  }

  /** Also while the page goes; then nobody waits for the answer. */
  leave(): void {
    if (this.#joined) void this.requests.leave().catch(() => undefined);
    this.#joined = false;
  }

  /** Whether what is shown may be another after this change. */
  readonly concerns = ({ incident, version }: FeedChange): boolean => {
    if (incident === this.reference) return version === null || version > this.view.version;
    return this.view.agenda.near.some((action) => action.incident === incident);
  };

  /** An answer that a later one overtook is old news. */
  #take(view: MeetingView): void {
    this.clock.heard(view.now);
    if (this.view && view.version < this.view.version) return;
    this.view = view;
    const me = session.person?.id;
    this.#joined = me !== undefined && this.run !== undefined && this.run.present.includes(me);
  }

  /** A note can become a part of the document; so can what was written in silence. */
  async #bringDocument(): Promise<void> {
    if (this.incident.view.version < this.view.version) await this.incident.refresh();
  }
}
