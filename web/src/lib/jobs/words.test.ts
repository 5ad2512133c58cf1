import { describe, expect, it } from 'vitest';

import type { Job } from './requests';
import { jobWords } from './words';

const of: Omit<Job, 'work'> = {
  id: 1,
  state: 'waiting',
  due_at: '2026-10-08T09:00:00Z',
  tries: 0,
  problem: null,
  asked_at: '2026-10-08T09:00:00Z',
};

describe('background work', () => {
  it('says whom it tells what', () => {
    const about = { about: 'planned', incident: 'INC-57', at: '2026-10-08T09:00:00Z' } as const;
    const job: Job = { ...of, work: 'tell', notice: { to: 4, about }, by: 'mail' };
    expect(jobWords(job, (person) => `person ${person}`)).toBe(
      'Tell person 4 by e-mail of the meeting of INC-57',
    );
  });
});
