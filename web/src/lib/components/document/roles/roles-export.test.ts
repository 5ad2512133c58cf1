import { afterEach, describe, expect, it, vi } from 'vitest';

import { api } from '$lib/api/client';

import { RolesExport } from './roles-export.svelte';

const MIKA = { person: 2, handle: 'mika', name: 'Mika', role: 'scribe' };
const doubt = (word: string, around: string) => ({ place: 'Timeline', word, around });

/** Answers every question with these doubts, and keeps what was asked. */
function answering(doubts: ReturnType<typeof doubt>[] = []) {
  const data = { people: [MIKA], replacements: [], doubts };
  const answer = { data, response: new Response(null, { status: 200 }) };
  return vi.spyOn(api, 'POST').mockImplementation(() => Promise.resolve(answer) as never);
}

const lastBody = (post: ReturnType<typeof answering>) =>
  (post.mock.lastCall as unknown as [string, { body: unknown }])[1].body;

afterEach(() => vi.restoreAllMocks());

describe('RolesExport', () => {
  it('gathers what may be a name by its word', async () => {
    answering([doubt('Ben', 'Ben left'), doubt('May', 'May fail'), doubt('Ben', 'so Ben said')]);
    const wanted = new RolesExport('INC-57');
    await wanted.look();
    expect(wanted.words.map(({ word, places }) => [word, places.length])).toEqual([
      ['Ben', 2],
      ['May', 1],
    ]);
  });

  it('asks with the roles that were given, and without those that were taken back', async () => {
    const post = answering();
    const wanted = new RolesExport('INC-57');
    await wanted.give(MIKA, ' on-call engineer ');
    await wanted.take('Ben', 'vendor');
    expect(lastBody(post)).toEqual({
      roles: { mika: 'on-call engineer' },
      also: [{ name: 'Ben', role: 'vendor' }],
    });
    await wanted.give(MIKA, '');
    await wanted.give({ person: null, handle: null, name: 'Ben', role: 'vendor' }, '');
    expect(lastBody(post)).toEqual({ roles: {}, also: [] });
  });

  it('keeps the answer to the latest question', async () => {
    const answers: ((answer: unknown) => void)[] = [];
    vi.spyOn(api, 'POST').mockImplementation(
      () => new Promise((resolve) => answers.push(resolve as never)) as never,
    );
    const wanted = new RolesExport('INC-57');
    const both = Promise.all([wanted.look(), wanted.give(MIKA, 'vendor')]);
    const answer = (role: string) => ({
      data: { people: [{ ...MIKA, role }], replacements: [], doubts: [] },
      response: new Response(null, { status: 200 }),
    });
    answers[1]?.(answer('vendor'));
    answers[0]?.(answer('scribe'));
    await both;
    expect(wanted.preview?.people[0]?.role).toBe('vendor');
  });
});
