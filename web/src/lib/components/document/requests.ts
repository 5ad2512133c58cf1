/** Every request that changes one incident, and the ones that read it. All answer with the whole. */

import { api, expectOk, type Outcome } from '$lib/api/client';
import type {
  ActionPatch,
  AnswerForm,
  ChangeRecord,
  CommitForm,
  EventForm,
  FactorForm,
  FactorGroup,
  IncidentPatch,
  IncidentView,
  MeasureForm,
  Offers,
  RecurrenceForm,
  ShiftForm,
  SignalsForm,
  Similar,
} from '$lib/api/incident-shapes';
import type { KeepForm } from '$lib/api/language-shapes';
import type { CurveForm, MetricSuggestions } from '$lib/api/metric-shapes';
import type { MeetingForm } from '$lib/api/planning-shapes';
import type { Side } from '$lib/api/tracker-shapes';

/** A patch leaves out what stays; the schema has every field with its default. */
type Complete<Patch> = { [Field in keyof Patch]-?: Exclude<Patch[Field], undefined> };

const AT = '/api/v1/incidents/{reference}';

/** An answer holds every field; the schema calls optional what a request may leave out. */
async function whole(request: Promise<Outcome<unknown>>): Promise<IncidentView> {
  return (await expectOk(request)) as IncidentView;
}

/** The version an edit was made on, as its header wants it. */
function seenBy(seen: number) {
  return { 'If-Match': `"${seen}"` };
}

export function requestsFor(reference: string) {
  const path = { reference };
  const plain = { params: { path } };
  const on = (seen: number) => ({ params: { path, header: seenBy(seen) } });
  const within = <Part extends object>(part: Part) => ({ params: { path: { ...path, ...part } } });
  const withinOn = <Part extends object>(part: Part, seen: number) => ({
    params: { path: { ...path, ...part }, header: seenBy(seen) },
  });

  return {
    read: () => whole(api.GET(AT, plain)),
    changes: () => expectOk(api.GET(`${AT}/changes`, plain)) as unknown as Promise<ChangeRecord[]>,
    similar: async () => {
      const { items } = await expectOk(api.GET(`${AT}/similar`, plain));
      return items as Similar[];
    },
    createTicket: (id: number) => whole(api.POST(`${AT}/actions/{id}/ticket`, within({ id }))),
    linkTicket: (id: number, ticket: string) =>
      whole(api.PUT(`${AT}/actions/{id}/ticket`, { ...within({ id }), body: { ticket } })),
    unlinkTicket: (id: number) => whole(api.DELETE(`${AT}/actions/{id}/ticket`, within({ id }))),
    settleTicket: (id: number, side: Side) =>
      whole(
        api.POST(`${AT}/actions/{id}/ticket/settlement`, { ...within({ id }), body: { side } }),
      ),
    undo: (version: number) => whole(api.POST(`${AT}/undo`, { ...plain, body: { version } })),

    facts: (body: IncidentPatch, seen: number) =>
      whole(api.PATCH(AT, { ...on(seen), body: body as Complete<IncidentPatch> })),
    meeting: (body: MeetingForm, seen: number) =>
      whole(api.PUT(`${AT}/meeting`, { ...on(seen), body })),
    callOff: (seen: number) => whole(api.DELETE(`${AT}/meeting`, on(seen))),
    publish: (no_actions_reason: string, seen: number) =>
      whole(api.POST(`${AT}/publish`, { ...on(seen), body: { no_actions_reason } })),
    reopen: (seen: number) => whole(api.POST(`${AT}/reopen`, on(seen))),
    recurrence: (body: RecurrenceForm) => whole(api.POST(`${AT}/recurrences`, { ...plain, body })),

    keepPhrase: (body: KeepForm) => whole(api.POST(`${AT}/kept-phrases`, { ...plain, body })),
    letPhraseGo: (id: number, seen: number) =>
      whole(api.DELETE(`${AT}/kept-phrases/{id}`, withinOn({ id }, seen))),

    addSection: (title: string) =>
      whole(api.POST(`${AT}/sections`, { ...plain, body: { title, text: '' } })),
    removeSection: (key: string, seen: number) =>
      whole(api.DELETE(`${AT}/sections/{key}`, withinOn({ key }, seen))),

    addEvent: (body: EventForm) => whole(api.POST(`${AT}/timeline`, { ...plain, body })),
    correctEvent: (event: number, body: EventForm, seen: number) =>
      whole(api.PUT(`${AT}/timeline/{event}`, { ...withinOn({ event }, seen), body })),
    removeEvent: (event: number, seen: number) =>
      whole(api.DELETE(`${AT}/timeline/{event}`, withinOn({ event }, seen))),
    shift: (body: ShiftForm, seen: number) =>
      whole(api.POST(`${AT}/timeline/shift`, { ...on(seen), body })),
    offers: () => expectOk(api.GET(`${AT}/signals`, plain)) as unknown as Promise<Offers>,
    metricSuggestions: () =>
      expectOk(api.GET(`${AT}/metric-suggestions`, plain)) as Promise<MetricSuggestions>,
    sampleMetric: (event: number, body: CurveForm) =>
      whole(api.POST(`${AT}/timeline/{event}/metric`, { ...within({ event }), body })),
    fetchableTitles: () => expectOk(api.GET(`${AT}/titles`, plain)),
    fetchTitles: (event: number) =>
      whole(api.POST(`${AT}/timeline/{event}/titles`, within({ event }))),
    decide: (body: SignalsForm) => whole(api.POST(`${AT}/signals`, { ...plain, body })),
    ask: (event: number, text: string) =>
      whole(api.POST(`${AT}/timeline/{event}/questions`, { ...within({ event }), body: { text } })),
    reply: (event: number, question: number, text: string) =>
      whole(
        api.POST(`${AT}/timeline/{event}/questions/{question}/replies`, {
          ...within({ event, question }),
          body: { text },
        }),
      ),
    makeFactor: (event: number, question: number, group: FactorGroup) =>
      whole(
        api.POST(`${AT}/timeline/{event}/questions/{question}/factor`, {
          ...within({ event, question }),
          body: { group },
        }),
      ),

    addFactor: (body: FactorForm) => whole(api.POST(`${AT}/factors`, { ...plain, body })),
    changeFactor: (id: number, body: FactorForm, seen: number) =>
      whole(api.PUT(`${AT}/factors/{id}`, { ...withinOn({ id }, seen), body })),
    removeFactor: (id: number, seen: number) =>
      whole(api.DELETE(`${AT}/factors/{id}`, withinOn({ id }, seen))),

    addAnswer: (body: AnswerForm) => whole(api.POST(`${AT}/answers`, { ...plain, body })),
    removeAnswer: (id: number, seen: number) =>
      whole(api.DELETE(`${AT}/answers/{id}`, withinOn({ id }, seen))),

    addMeasure: (body: MeasureForm) => whole(api.POST(`${AT}/measures`, { ...plain, body })),
    changeMeasure: (id: number, body: MeasureForm, seen: number) =>
      whole(api.PUT(`${AT}/measures/{id}`, { ...withinOn({ id }, seen), body })),
    removeMeasure: (id: number, seen: number) =>
      whole(api.DELETE(`${AT}/measures/{id}`, withinOn({ id }, seen))),
    vote: (id: number) => whole(api.POST(`${AT}/measures/{id}/vote`, within({ id }))),

    commit: (body: CommitForm) =>
      whole(api.POST(`${AT}/actions`, { ...plain, body: body as Complete<CommitForm> })),
    changeAction: (id: number, body: ActionPatch, seen: number) =>
      whole(
        api.PATCH(`${AT}/actions/{id}`, {
          ...withinOn({ id }, seen),
          body: body as Complete<ActionPatch>,
        }),
      ),
    takeOut: (id: number, reason: string, seen: number) => {
      const { params } = withinOn({ id }, seen);
      return whole(api.DELETE(`${AT}/actions/{id}`, { params: { ...params, query: { reason } } }));
    },
  };
}

export type Requests = ReturnType<typeof requestsFor>;
