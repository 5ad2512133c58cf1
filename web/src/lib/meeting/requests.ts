/** Every request of one meeting. Each answers with the whole meeting as it is now. */

import { api, expectOk, type Outcome } from '$lib/api/client';
import type { FourQuestion } from '$lib/api/incident-shapes';
import type { MeetingKind, MeetingView, Phase, Place, Step } from '$lib/api/meeting-shapes';

import type { MeetingKey } from './meeting-key';

const AT = '/api/v1/incidents/{reference}/meeting';

/** An answer holds every field; the schema calls optional what a request may leave out. */
async function whole(request: Promise<Outcome<unknown>>): Promise<MeetingView> {
  return (await expectOk(request)) as MeetingView;
}

export function meetingRequests(reference: string, { value: key }: MeetingKey) {
  const path = { reference };
  // Every request bears it, so that its answer tells which words are one's own.
  const common = { params: { path }, headers: { 'Meeting-Key': key } };
  const within = (id: number) => ({ ...common, params: { path: { ...path, id } } });

  return {
    read: () => whole(api.GET(AT, common)),
    attend: (coming: boolean) =>
      whole(api.POST(`${AT}/attendance`, { ...common, body: { coming } })),
    start: (kind: MeetingKind) => whole(api.POST(`${AT}/start`, { ...common, body: { kind } })),
    join: () => whole(api.POST(`${AT}/join`, common)),
    /** Also while the page goes. */
    leave: () => whole(api.POST(`${AT}/leave`, { ...common, keepalive: true })),
    lead: (person: number | null = null) =>
      whole(api.POST(`${AT}/lead`, { ...common, body: { person } })),
    go: (to: Step, because = '') =>
      whole(api.POST(`${AT}/step`, { ...common, body: { to, because } })),
    skip: (because: string) => whole(api.POST(`${AT}/skip`, { ...common, body: { because } })),
    putOff: (note: string) => whole(api.POST(`${AT}/put-off`, { ...common, body: { note } })),
    stand: (place: Place | null) => whole(api.POST(`${AT}/place`, { ...common, body: { place } })),
    extend: (minutes: number) => whole(api.POST(`${AT}/extend`, { ...common, body: { minutes } })),
    showAnswers: () => whole(api.POST(`${AT}/show-answers`, common)),
    vote: (open: boolean) => whole(api.POST(`${AT}/voting`, { ...common, body: { open } })),
    end: () => whole(api.POST(`${AT}/end`, common)),
    reopen: () => whole(api.POST(`${AT}/reopen`, common)),
    say: (phase: Phase, text: string) =>
      whole(api.POST(`${AT}/words`, { ...common, body: { phase, text } })),
    /** A question is asked of the entry, or else of the one that the meeting is at. */
    note: (text: string, event: number | null = null) =>
      whole(api.POST(`${AT}/notes`, { ...common, body: { text, event } })),
    changeNote: (id: number, text: string) =>
      whole(api.PUT(`${AT}/notes/{id}`, { ...within(id), body: { text } })),
    removeNote: (id: number) => whole(api.DELETE(`${AT}/notes/{id}`, within(id))),
    answer: (question: FourQuestion, text: string) =>
      whole(api.POST(`${AT}/answers`, { ...common, body: { question, text } })),
    changeAnswer: (id: number, question: FourQuestion, text: string) =>
      whole(api.PUT(`${AT}/answers/{id}`, { ...within(id), body: { question, text } })),
    removeAnswer: (id: number) => whole(api.DELETE(`${AT}/answers/{id}`, within(id))),
    ballot: (measures: number[]) =>
      whole(api.PUT(`${AT}/ballot`, { ...common, body: { measures } })),
  };
}

export type MeetingRequests = ReturnType<typeof meetingRequests>;
