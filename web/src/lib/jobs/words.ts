/** Background work in words. */

import { aboutWords } from '$lib/notices/about-words';

import type { Job } from './requests';

/** What a job does; `name` tells who a person is. */
export function jobWords(job: Job, name: (person: number) => string): string {
  switch (job.work) {
    case 'sample_curve':
      return 'Sample the curve of an alert';
    case 'announce':
      return `Announce ${aboutWords(job.of)}`;
    case 'tell': {
      const by = job.by === 'mail' ? 'e-mail' : 'Slack';
      return `Tell ${name(job.notice.to)} by ${by} of ${aboutWords(job.notice.about)}`;
    }
  }
}
