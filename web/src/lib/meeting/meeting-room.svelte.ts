import { offerUndo, reviewAction } from '$lib/actions/change-action';
import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Agenda, IncidentView, ReviewForm } from '$lib/api/shapes';

import { outcomeWords, reviewIn, type LookedAt } from './open-actions';

/** What a meeting looked at and finished is no longer open; it is found among what was finished. */
const LOOK_BACK_DAYS = 60;

/** The meeting of one incident: its agenda, its document, and the action items it looks at. */
export class MeetingRoom {
  agenda = $state.raw<Agenda>();
  incident = $state.raw<IncidentView>();
  items = $state.raw<LookedAt[]>([]);
  error = $state.raw<ApiError>();

  /** As the server writes it, whatever the address says: "INC-57". */
  get reference(): string {
    return this.agenda?.incident ?? '';
  }

  async open(reference: string, signal: AbortSignal): Promise<void> {
    const params = { path: { reference } };
    const query = { state: 'finished' as const, finished_within_days: LOOK_BACK_DAYS };
    try {
      const [agenda, incident, finished] = await Promise.all([
        expectOk(api.GET('/api/v1/incidents/{reference}/agenda', { params, signal })),
        expectOk(api.GET('/api/v1/incidents/{reference}', { params, signal })),
        expectOk(api.GET('/api/v1/actions', { params: { query }, signal })),
      ]);
      const here = finished.filter(({ action }) => reviewIn(action, agenda.incident));
      this.agenda = agenda;
      this.incident = incident;
      this.items = [
        ...here.map(({ incident: home, incident_title: title, action }) => ({
          incident: home,
          incident_title: title,
          action,
        })),
        ...agenda.open_actions,
      ];
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    }
  }

  /** Records what the meeting says of an item; throws what was refused. */
  async review(item: LookedAt, form: Omit<ReviewForm, 'meeting_of'>): Promise<void> {
    const made = await reviewAction(item, { ...form, meeting_of: this.reference });
    this.#take(made);
    const words = outcomeWords[form.outcome].toLowerCase();
    offerUndo(`“${item.action.title}”: ${words}.`, made, (undone) => this.#take(undone));
  }

  /** An answer carries the whole of its incident: each of its items is as it is now. */
  #take({ reference, postmortem }: IncidentView): void {
    this.items = this.items.map((item) => {
      if (item.incident !== reference) return item;
      const action = postmortem.actions.find(({ id }) => id === item.action.id);
      return action ? { ...item, action } : item;
    });
  }
}
