/** One import of what another program exported: its files, and what they say. */

import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';

import type { Named } from './dropped-files';
import type { Exported } from './exports';

export type PullReport = components['schemas']['PullReport'];
type Send = (files: Named[], dryRun: boolean) => Promise<PullReport>;

export class PullRun {
  files = $state.raw<Named[]>([]);
  /** What would happen, or what did. */
  report = $state.raw<PullReport>();
  dryRun = $state(true);
  busy = $state(false);
  error = $state.raw<ApiError>();

  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Reads the files and says what an import would do. */
  async look(files: Named[]): Promise<void> {
    this.files = files;
    this.report = undefined;
    await this.#run(true);
  }

  async import(): Promise<void> {
    await this.#run(false);
  }

  startOver(): void {
    this.files = [];
    this.report = undefined;
    this.dryRun = true;
    this.error = undefined;
  }

  async #run(dryRun: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = undefined;
    try {
      this.report = await this.#send(this.files, dryRun);
      this.dryRun = dryRun;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.busy = false;
    }
  }
}

/** All files in one request: they are taken together or not at all. */
export function sender(format: Exported['format']): Send {
  return (files, dryRun) => {
    const form = new FormData();
    for (const { name, file } of files) form.append('file', file, name);
    // The files travel as a form; the schema can only say that they are text.
    const body = { file: files.map(({ name }) => name) };
    const params = { query: { format, dry_run: dryRun } };
    return expectOk(api.POST('/api/v1/pulls', { params, body, bodySerializer: () => form }));
  };
}
