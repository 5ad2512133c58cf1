import { afterEach, describe, expect, it } from 'vitest';

import type { IncidentView } from '$lib/api/incident-shapes';
import type { Workspace } from '$lib/api/shapes';
import { workspace } from '$lib/workspace.svelte';

import { guidedQuestion, guidedSection } from './template';

const usual = { title: 'Summary', guide: 'What happened?' };
const view = (title: string) =>
  ({ postmortem: { sections: [{ key: 'summary', title, text: '' }] } }) as unknown as IncidentView;

afterEach(() => workspace.clear());

describe('the template', () => {
  it('guides with the words of the workspace and keeps the title of the document', () => {
    const sections = [{ key: 'summary', title: 'In short', guide: 'For whom, how long?' }];
    const questions = [{ question: 'helped', title: 'What carried us?', guide: 'And again?' }];
    workspace.current = { settings: { template: { sections, questions } } } as unknown as Workspace;
    expect(guidedSection(view('Overview'), 'summary', usual)).toEqual({
      title: 'Overview',
      guide: 'For whom, how long?',
    });
    expect(guidedQuestion('helped')).toEqual({ title: 'What carried us?', guide: 'And again?' });
    expect(guidedQuestion('slowed').title).toBe('What slowed us down?');
  });

  it('has the usual words where there are no others', () => {
    expect(guidedSection(view(''), 'summary', usual)).toEqual(usual);
  });
});
