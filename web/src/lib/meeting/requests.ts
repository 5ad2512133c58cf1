/** Every request of one meeting. Each answers with the whole meeting as it is now. */

import { api, expectOk, type Outcome } from '$lib/api/client';
import type { FourQuestion } from '$lib/api/incident-shapes';
import type { MeetingKind, MeetingView, Phase, Place, Step } from '$lib/api/meeting-shapes';

import type { MeetingKey } from './meeting-key';

const AT = '/api/v1/incidents/{reference}/meeting';

type Ask = (path: string, options: object) => Promise<Outcome<unknown>>;
const asks = api as unknown as Record<'GET' | 'POST' | 'PUT' | 'DELETE', Ask>;

async function whole(request: Promise<Outcome<unknown>>): Promise<MeetingView> {
  return (await expectOk(request)) as MeetingView;
}

export function meetingRequests(reference: string, key: MeetingKey) {
  const path = { reference };
  /** The key tells an anonymous meeting which words are ours; nothing else knows. */
  const params = (more: object = {}) => ({
    path: { ...path, ...more },
    header: { 'Meeting-Key': key.value },
  });
  const post = (what: string, body: object = {}) =>
    whole(asks.POST(`${AT}/${what}`, { params: params(), body }));

  return {
    read: () => whole(asks.GET(AT, { params: params() })),
    attend: (coming: boolean) => post('attendance', { coming }),
    start: (kind: MeetingKind) => post('start', { kind }),
    join: () => post('join'),
    leave: () => post('leave'),
    lead: (person?: number) => post('lead', person === undefined ? {} : { person }),
    go: (to: Step, because?: string) => post('step', because ? { to, because } : { to }),
    skip: (because: string) => post('skip', { because }),
    putOff: (note: string) => post('put-off', { note }),
    stand: (place: Place | null) => post('place', { place }),
    extend: (minutes: number) => post('extend', { minutes }),
    showAnswers: () => post('show-answers'),
    vote: (open: boolean) => post('voting', { open }),
    end: () => post('end'),
    reopen: () => post('reopen'),
    say: (phase: Phase, text: string) => post('words', { phase, text }),
    note: (text: string, event?: number) =>
      post('notes', event === undefined ? { text } : { text, event }),
    changeNote: (id: number, text: string) =>
      whole(asks.PUT(`${AT}/notes/{id}`, { params: params({ id }), body: { text } })),
    removeNote: (id: number) => whole(asks.DELETE(`${AT}/notes/{id}`, { params: params({ id }) })),
    answer: (question: FourQuestion, text: string) => post('answers', { question, text }),
    changeAnswer: (id: number, question: FourQuestion, text: string) =>
      whole(asks.PUT(`${AT}/answers/{id}`, { params: params({ id }), body: { question, text } })),
    removeAnswer: (id: number) =>
      whole(asks.DELETE(`${AT}/answers/{id}`, { params: params({ id }) })),
    ballot: (measures: number[]) =>
      whole(asks.PUT(`${AT}/ballot`, { params: params(), body: { measures } })),
  };
}

export type MeetingRequests = ReturnType<typeof meetingRequests>;
