/** One import: the files, what is known of them, and how far it has come. */

import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';

import type { Named } from './dropped-files';
import { NOTHING, together, type ImportReport } from './import-report';

type Send = (files: Named[], asked: Asked) => Promise<ImportReport>;

interface Asked {
  dry_run: boolean;
  timezone?: string;
}

/** Few enough that progress is seen, and far below what one request may hold. */
const PART_FILES = 100;
const PART_BYTES = 16 * 1024 * 1024;

export class ImportRun {
  files = $state.raw<Named[]>([]);
  timezone = $state('');
  /** What would happen, or what did. */
  report = $state.raw<ImportReport>();
  dryRun = $state(true);
  busy = $state(false);
  /** Files sent so far. */
  done = $state(0);
  error = $state.raw<ApiError>();
  stopped = $state(false);

  #stop = false;
  readonly #send: Send;

  constructor(send: Send = sendFiles) {
    this.#send = send;
  }

  /** Reads all files and says what an import would do. */
  async look(files: Named[]): Promise<void> {
    this.files = files;
    await this.#run(true);
  }

  async import(): Promise<void> {
    await this.#run(false);
  }

  /** What is under way is still ended. */
  stop(): void {
    this.#stop = true;
  }

  startOver(): void {
    this.files = [];
    this.report = undefined;
    this.dryRun = true;
    this.error = undefined;
    this.stopped = false;
  }

  async #run(dryRun: boolean): Promise<void> {
    if (this.busy) return;
    const timezone = this.timezone.trim();
    const asked = { dry_run: dryRun, ...(timezone && { timezone }) };
    this.busy = true;
    this.#stop = false;
    this.stopped = false;
    this.error = undefined;
    this.done = 0;
    let report = NOTHING;
    try {
      for (const part of parts(this.files)) {
        if (this.#stop) break;
        report = together(report, await this.#send(part, asked));
        this.done += part.length;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.busy = false;
    }
    this.stopped = this.done < this.files.length;
    // A reading that failed says less than the one before; what was written is never hidden.
    if (dryRun ? !this.error && !this.stopped : this.done > 0) {
      this.report = report;
      this.dryRun = dryRun;
    }
  }
}

function parts(files: Named[]): Named[][] {
  const parts: Named[][] = [];
  let bytes = 0;
  for (const named of files) {
    const last = parts.at(-1);
    bytes += named.file.size;
    if (!last || last.length === PART_FILES || bytes > PART_BYTES) {
      parts.push([named]);
      bytes = named.file.size;
    } else {
      last.push(named);
    }
  }
  return parts;
}

function sendFiles(files: Named[], query: Asked): Promise<ImportReport> {
  const form = new FormData();
  for (const { name, file } of files) form.append('file', file, name);
  // The files travel as a form; the schema can only say that they are text.
  const body = { file: files.map(({ name }) => name) };
  const asked = { params: { query }, body, bodySerializer: () => form };
  return expectOk(api.POST('/api/v1/imports', asked));
}
