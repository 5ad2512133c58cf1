/** Where entries came from, as it stands beside them. */

import type { EventForm, IncidentView, TimelineEvent } from '$lib/api/incident-shapes';
import { workspace } from '$lib/workspace.svelte';

/** What an import writes where the document does not say. */
const IMPORT = 'import';

/** The program that told an entry; nothing for what a person wrote. */
export function sourceMark(view: IncidentView, { source }: TimelineEvent): string | undefined {
  // Who wrote an entry is in its history; beside it a name would be read as who did it.
  const byPerson = workspace.people.some(({ name, handle }) => [name, handle].includes(source));
  const named = view.shown_names !== 'roles' && source !== IMPORT && source !== '';
  return named && !byPerson ? source : undefined;
}

/** An entry as the form that would leave it as it is, with what is to be different. */
export function entryForm(event: TimelineEvent, different: { pinned: boolean }): EventForm {
  const { occurred_at, precision, kind, milestone, text, evidence } = event;
  // What is absent in the schema is null in an answer; the form takes both.
  const form = { occurred_at, precision, kind, milestone, text, evidence, ...different };
  return form as EventForm;
}
