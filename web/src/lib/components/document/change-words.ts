/** A change of the log as a sentence: "added an entry at 09:27". */

import type { Change } from '$lib/api/incident-shapes';
import { plural, time } from '$lib/format';

import { entriesOf, milestoneLabels, modes, verdicts } from './words';

type Names = (ids: number[]) => string[];

const LONGEST = 90;

export function changeWords(change: Change, services: Names = (ids) => ids.map(String)): string {
  switch (change.part) {
    case 'opened':
      return change.source ? `opened it from ${change.source}` : 'opened it';
    case 'title':
      return `called it “${change.to}”, before: “${change.from}”`;
    case 'mode':
      return `mode: ${modes[change.to].toLowerCase()}, before: ${modes[change.from].toLowerCase()}`;
    case 'severity':
      return `${change.to.toUpperCase()}, before: ${change.from.toUpperCase()}`;
    case 'services':
      return `services: ${services(change.to).join(', ') || 'none'}`;
    case 'visibility':
      return change.to.to === 'everyone' ? 'opened it to everyone' : 'chose who sees it';
    case 'duplicate_of':
      return change.to ? `marked it a duplicate of ${change.to}` : 'no longer a duplicate';
    case 'zone':
      return `times are told in ${change.to}`;
    case 'milestones':
      return milestoneChange(change.from, change.to);
    case 'started_precision':
      return 'changed how exactly the start is known';
    case 'impact':
      return 'changed the impact';
    case 'timeline_event':
      return edited(change, 'an entry', ({ occurred_at, text }) => `${time(occurred_at)} ${text}`);
    case 'section':
      return edited(change, 'section', ({ title }) => title);
    case 'contributing_factor':
      return edited(change, 'a contributing factor', ({ text }) => text);
    case 'answer':
      return edited(change, 'an answer', ({ text }) => text);
    case 'measure':
      return edited(change, 'measure', ({ title }) => title);
    case 'action_item':
      return edited(change, 'action', ({ title }) => title);
    case 'recurrence':
      return edited(change, 'repeat', ({ earlier, verdict }) => `${earlier}, ${verdicts[verdict]}`);
    case 'meeting':
      return change.to ? 'set the meeting' : 'called the meeting off';
    case 'called_off':
      return change.to ? 'kept the plan of the meeting that was called off' : 'planned it again';
    case 'meeting_run':
      return runChange(change.from, change.to);
    case 'meeting_word':
      return edited(change, 'a word in the meeting', ({ text }) => text);
    case 'meeting_note':
      return edited(change, 'a note of the meeting', ({ text }) => text);
    case 'silent_answer':
      return 'wrote an answer in silence';
    case 'ballot':
      return 'voted on the measures';
    case 'named_version':
      return edited(
        change,
        'the name of a version',
        ({ name, version }) => `${version}, “${name}”`,
      );
    case 'kept_phrase':
      return keptChange(change);
    case 'set_aside':
      return change.back
        ? `offered ${plural(change.signals.length, 'thing')} that happened nearby again`
        : `left out ${plural(change.signals.length, 'thing')} that happened nearby`;
    case 'publication':
      return publicationChange(change.to.status, change.from.status);
    default:
      return 'changed something of the workspace';
  }
}

/** What the change left behind, in full, for two versions side by side. */
export function changeText(change: Change): string {
  const after = 'to' in change ? change.to : 'entry' in change ? change.entry : undefined;
  const text = after && typeof after === 'object' && 'text' in after ? String(after.text) : '';
  return text || changeWords(change);
}

type Edited<Entry> =
  | { edit: 'added'; entry: Entry }
  | { edit: 'changed'; from: Entry; to: Entry }
  | { edit: 'removed'; entry: Entry };

function edited<Entry>(
  change: Edited<Entry>,
  noun: string,
  name: (entry: Entry) => string,
): string {
  const entry = change.edit === 'changed' ? change.to : change.entry;
  return `${change.edit} ${noun}: ${short(name(entry))}`;
}

interface Kept {
  phrase: string;
  reason: string;
}

function keptChange(change: Edited<Kept>): string {
  if (change.edit === 'removed') return `no longer keeps “${short(change.entry.phrase)}”`;
  const { phrase, reason } = change.edit === 'changed' ? change.to : change.entry;
  return `kept “${short(phrase)}” as it stands: ${short(reason)}`;
}

function short(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line;
}

type Run = { step: string; ended_at?: string | null } | null | undefined;

function runChange(from: Run, to: Run): string {
  if (!from) return 'started the meeting';
  if (!to) return 'took back that the meeting began';
  if (to.ended_at && !from.ended_at) return 'ended the meeting';
  if (from.ended_at && !to.ended_at) return 'went on with the meeting';
  return from.step === to.step
    ? 'led the meeting'
    : `led the meeting to “${to.step.replaceAll('_', ' ')}”`;
}

type MilestoneTimes = Partial<Record<string, string | null>>;

function milestoneChange(from: object, to: object): string {
  const [before, after] = [from as MilestoneTimes, to as MilestoneTimes];
  const moved = entriesOf(milestoneLabels).filter(
    ([name]) => (before[`${name}_at`] ?? null) !== (after[`${name}_at`] ?? null),
  );
  const words = moved.map(([name, label]) => {
    const at = after[`${name}_at`];
    return at ? `${label.toLowerCase()} ${time(at)}` : `${label.toLowerCase()} unknown`;
  });
  return `milestones: ${words.join(', ')}`;
}

function publicationChange(to: string, from: string): string {
  if (to === 'published') return 'published it';
  if (from === 'published') return 'reopened it';
  return to === 'scheduled' ? 'scheduled the meeting' : `moved it to ${to.replace('_', ' ')}`;
}
