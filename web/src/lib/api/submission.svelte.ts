import { ApiError, sentence } from './problem';

/** One form being sent: whether it is on its way, and what was refused about it. */
export class Submission {
  busy = $state(false);
  error = $state.raw<ApiError>();

  readonly #fields: string[];

  /** `fields` are those the form shows; a refusal of any other is said above the form. */
  constructor(fields: string[] = []) {
    this.#fields = fields;
  }

  /** Sends once at a time. True when it was taken. */
  async send(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      return false;
    } finally {
      this.busy = false;
    }
  }

  field(name: string): string | undefined {
    const refused = this.error?.forField(name);
    return refused && sentence(refused);
  }

  /** What cannot be said at a field. */
  get elsewhere(): string | undefined {
    if (!this.error || this.#fields.some((name) => this.field(name))) return undefined;
    return sentence(this.error.message);
  }
}
