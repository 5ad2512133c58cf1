/** The stage of an open document, with its word. */

import type { IncidentView } from '$lib/api/incident-shapes';
import type { Stage } from '$lib/components/marks/StageRing.svelte';
import { stageOf } from '$lib/incidents/stage';

export function documentStage(view: IncidentView): { stage: Stage; word: string } {
  const { status, actions } = view.postmortem;
  const open = actions.filter(({ state }) => state !== 'done' && state !== 'wont_do').length;
  const stage = stageOf({ status, open_actions: open });
  switch (status) {
    case 'facts':
      return { stage, word: 'Collecting facts' };
    case 'scheduled':
      return { stage, word: 'Meeting scheduled' };
    case 'in_meeting':
      return { stage, word: 'In the meeting' };
    case 'in_review':
      return { stage, word: actions.length > 0 ? 'Actions chosen' : 'In review' };
    case 'published':
      return { stage, word: open > 0 ? 'Actions open' : 'Closed' };
  }
}
