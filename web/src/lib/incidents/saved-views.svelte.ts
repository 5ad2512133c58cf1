import { api, expectOk } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { Remote } from '$lib/api/remote.svelte';
import type { View } from '$lib/api/shapes';
import { toasts } from '$lib/toasts.svelte';

type Form = Omit<View, 'id' | 'owner'>;

function formOf({ name, query, order, columns, shared }: Form): Form {
  return { name, query, order, columns, shared };
}

/** Searches of the list that were given a name: one's own, and those shared with everybody. */
export class SavedViews {
  readonly remote = new Remote((signal) => expectOk(api.GET('/api/v1/views', { signal })));

  get all(): View[] {
    return this.remote.value ?? [];
  }

  /** Throws what was refused. */
  async save(form: Form): Promise<void> {
    await expectOk(api.POST('/api/v1/views', { body: form }));
    await this.remote.reload();
  }

  async rename(view: View, name: string): Promise<void> {
    const params = { path: { id: view.id } };
    await expectOk(api.PUT('/api/v1/views/{id}', { params, body: { ...formOf(view), name } }));
    await this.remote.reload();
  }

  async remove(view: View): Promise<void> {
    await this.#told('Not deleted', async () => {
      const params = { path: { id: view.id } };
      await expectOk(api.DELETE('/api/v1/views/{id}', { params }));
      await this.remote.reload();
      toasts.show(`The view “${view.name}” is deleted.`, {
        undo: () => this.#told('Not brought back', () => this.save(formOf(view))),
      });
    });
  }

  async #told(failed: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toasts.show(`${failed}: ${error.message}`);
    }
  }
}
