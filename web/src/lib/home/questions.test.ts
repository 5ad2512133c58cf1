import { expect, it } from 'vitest';

import { roomFor, sortQuestions } from './questions';

const question = (incident: string) => ({
  incident,
  event: 1,
  text: `What of ${incident}?`,
  occurred_at: '2026-10-08T09:41:00Z',
  asked_at: '2026-10-13T09:00:00Z',
});
const questions = ['INC-1', 'INC-2', 'INC-3', 'INC-4'].map(question);
const meeting = { scheduled_at: '2026-10-14T14:00:00Z', minutes: 90 };
const incidents = [
  { reference: 'INC-1', services: [9], meeting: null },
  { reference: 'INC-2', services: [9], meeting: { ...meeting, scribe: 5 } },
  { reference: 'INC-3', services: [9, 2] },
];
const references = (list: { incident: string }[]) => list.map(({ incident }) => incident);

it('puts first what stands on the reader’s meetings and services', () => {
  const { yours, others } = sortQuestions(questions, incidents, 5, new Set([2]));
  expect(references(yours)).toEqual(['INC-2', 'INC-3']);
  expect(references(others)).toEqual(['INC-1', 'INC-4']);
});

it('takes nobody for the reader while they are not known', () => {
  const { yours } = sortQuestions(questions, incidents, undefined, new Set());
  expect(yours).toEqual([]);
});

it('leaves room for the questions of others, and theirs for the reader’s', () => {
  const sorted = (yours: number, others: number) => ({
    yours: Array.from({ length: yours }, () => question('INC-1')),
    others: Array.from({ length: others }, () => question('INC-2')),
  });
  expect(roomFor(sorted(9, 9), 6, 2)).toEqual({ yours: 4, others: 2 });
  expect(roomFor(sorted(1, 9), 6, 2)).toEqual({ yours: 1, others: 5 });
  expect(roomFor(sorted(9, 0), 6, 2)).toEqual({ yours: 6, others: 0 });
  expect(roomFor(sorted(0, 1), 6, 2)).toEqual({ yours: 0, others: 1 });
});
