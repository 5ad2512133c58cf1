import { api, expectOk } from '$lib/api/client';
import type { IncidentPatch } from '$lib/api/incident-shapes';
import { ApiError } from '$lib/api/problem';
import type { IncidentRow, Mode, SeverityName } from '$lib/api/shapes';
import { plural } from '$lib/format';
import { toasts } from '$lib/toasts.svelte';

import { BulkEdit, type Outcome } from './bulk-edit.svelte';
import { Selection, type Selected } from './selection.svelte';

/** What can be done to the rows of a list: to one of them, or to all that are selected. */
export class IncidentDesk {
  readonly selection = new Selection();
  readonly bulk = new BulkEdit();

  readonly #changed: () => Promise<unknown>;

  /** `changed` reads the list again. */
  constructor(changed: () => Promise<unknown>) {
    this.#changed = changed;
  }

  /** The rows that are meant: those selected, else the current one. */
  meant(current: IncidentRow | undefined): Selected[] {
    if (this.selection.rows.length > 0) return this.selection.rows;
    return current ? [current] : [];
  }

  setSeverity(rows: Selected[], severity: SeverityName): Promise<void> {
    return this.#change(rows, severity.toUpperCase(), (row) =>
      row.severity === severity ? null : { severity },
    );
  }

  setMode(rows: Selected[], mode: Mode, word: string): Promise<void> {
    return this.#change(rows, word, (row) => (row.mode === mode ? null : { mode }));
  }

  addService(rows: Selected[], service: { id: number; name: string }): Promise<void> {
    return this.#change(rows, `with ${service.name}`, ({ services }) =>
      services.includes(service.id) ? null : { services: [...services, service.id] },
    );
  }

  async #change(
    rows: Selected[],
    word: string,
    change: (row: Selected) => IncidentPatch | null,
  ): Promise<void> {
    if (this.bulk.running || rows.length === 0) return;
    const outcome = await this.bulk.run(rows, change);
    this.#say(outcome, rows, word);
    await this.#changed();
    // What stays selected is what there still is to do.
    if (outcome.failures.length > 0) this.#keepOnly(outcome.failures.map((one) => one.reference));
    else this.selection.clear();
  }

  #say({ made, failures, unchanged }: Outcome, rows: Selected[], word: string): void {
    const said = [];
    if (made.length === 1) said.push(`${made[0]?.reference} is now ${word}.`);
    else if (made.length > 1) said.push(`${plural(made.length, 'incident')} are now ${word}.`);
    if (unchanged > 0)
      said.push(rows.length === 1 ? 'It was so already.' : `${unchanged} were already.`);
    if (failures.length > 0) said.push(`${failures.length} could not be changed.`);
    toasts.show(said.join(' ') || 'Nothing was changed.', {
      undo: made.length > 0 ? () => this.#undo(made) : undefined,
    });
  }

  async #undo(made: Outcome['made']): Promise<void> {
    const { made: back, failures } = await this.bulk.undo(made);
    const kept = failures.length > 0 ? `; ${failures.length} could not be` : '';
    toasts.show(`${plural(back.length, 'change')} taken back${kept}.`);
    await this.#changed();
  }

  #keepOnly(references: string[]): void {
    this.selection.rows = this.selection.rows.filter(({ reference }) =>
      references.includes(reference),
    );
  }

  async copyList(): Promise<void> {
    const { rows } = this.selection;
    try {
      await navigator.clipboard.writeText(this.selection.asMarkdown(location.origin));
      toasts.show(`${plural(rows.length, 'incident')} copied as a Markdown list.`);
    } catch {
      toasts.show('The browser did not allow copying.');
    }
  }

  /** The whole documents, one after the other, in one file. */
  async exportMarkdown(): Promise<void> {
    const documents: string[] = [];
    try {
      for (const { reference } of this.selection.rows) documents.push(await exported(reference));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toasts.show(`Nothing was exported: ${error.message}`);
      return;
    }
    const name = documents.length === 1 ? this.selection.rows[0]?.reference : 'incidents';
    download(`${name}.md`, documents.join('\n\n'));
  }
}

function exported(reference: string): Promise<string> {
  const params = { path: { reference }, query: { format: 'md' as const } };
  const path = '/api/v1/incidents/{reference}/export';
  return expectOk(api.GET(path, { params, parseAs: 'text' }));
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
