/** The files that go with an entry: chosen while it is written, sent once it is saved. */

import type { EventForm, TimelineEvent } from '$lib/api/incident-shapes';
import { ApiError, sentence } from '$lib/api/problem';
import { attachFile, FILE_MAX } from '$lib/api/upload';

import type { OpenIncident } from '../open-incident.svelte';

const MEGABYTE = 1024 * 1024;

/** One file on its way. */
export class Attachment {
  /** The share that was sent, 0 to 1; nothing while it waits. */
  sent = $state<number>();
  error = $state<string>();
  readonly file: File;

  constructor(file: File) {
    this.file = file;
    this.error = refusal(file);
  }

  /** "pool.png, 1.2 MB" */
  get label(): string {
    return `${this.file.name}, ${sizeText(this.file.size)}`;
  }
}

/** What is known to be refused before anything is sent. */
function refusal(file: File): string | undefined {
  if (file.size > FILE_MAX) return `It has ${sizeText(file.size)}; 25 MB is the most.`;
  return file.size === 0 ? 'It is empty.' : undefined;
}

/** The entry that an answer brought: of those that say what was sent, the latest. */
export function justAdded(timeline: TimelineEvent[], form: EventForm): number | undefined {
  const same = timeline.filter(
    ({ occurred_at, text }) =>
      text === form.text && Date.parse(occurred_at) === Date.parse(form.occurred_at),
  );
  return same.length > 0 ? Math.max(...same.map(({ id }) => id)) : undefined;
}

export function sizeText(bytes: number): string {
  if (bytes < MEGABYTE) return `${Math.max(1, Math.round(bytes / 1024))} kB`;
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

export class Attachments {
  list = $state.raw<Attachment[]>([]);
  busy = $state(false);

  add(files: Iterable<File>): void {
    this.list = [...this.list, ...Array.from(files, (file) => new Attachment(file))];
  }

  takeOut(attachment: Attachment): void {
    this.list = this.list.filter((one) => one !== attachment);
  }

  /** What keeps the entry from being saved with all of its files. */
  get refused(): boolean {
    return this.list.some(({ file }) => refusal(file) !== undefined);
  }

  /** What did not arrive, and why, in a sentence for whoever looks elsewhere by now. */
  get leftOver(): string {
    return this.list.map(({ file, error }) => `${file.name} was not attached. ${error}`).join(' ');
  }

  /**
   * Sends one after the other; what arrived leaves the list, what was refused stays with its
   * reason. True when nothing is left.
   */
  async send(incident: OpenIncident, event: number): Promise<boolean> {
    this.busy = true;
    for (const attachment of this.list) await this.#sendOne(attachment, incident, event);
    this.busy = false;
    return this.list.length === 0;
  }

  async #sendOne(attachment: Attachment, incident: OpenIncident, event: number): Promise<void> {
    const { reference } = incident.view;
    attachment.error = undefined;
    attachment.sent = 0;
    try {
      await incident.save(() =>
        attachFile({ reference, event }, attachment.file, (share) => (attachment.sent = share)),
      );
      this.takeOut(attachment);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      attachment.error = sentence(error.message);
    } finally {
      attachment.sent = undefined;
    }
  }
}
