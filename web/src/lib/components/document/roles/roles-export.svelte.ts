/** An export with roles in place of names, while somebody decides on them. */

import { api, expectOk } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import { saveFile } from '$lib/save-file';

type Preview = components['schemas']['RolesPreview'];
type Person = components['schemas']['RoleGiven'];
type Doubt = components['schemas']['Doubt'];

/** A word that may be a name, with everything it was left in. */
export interface DoubtfulWord {
  word: string;
  places: Doubt[];
}

const KINDS = { md: 'text/markdown', json: 'application/json' };

export class RolesExport {
  preview = $state.raw<Preview>();
  readonly reference: string;

  readonly words = $derived(doubtfulWords(this.preview?.doubts ?? []));

  /** By handle. */
  #roles: [string, string][] = [];
  #also: { name: string; role: string }[] = [];
  #asked = 0;

  constructor(reference: string) {
    this.reference = reference;
  }

  /** Asks what would change; an answer that was overtaken by another question is dropped. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    const preview = await expectOk(
      api.POST('/api/v1/incidents/{reference}/export/preview', {
        params: { path: { reference: this.reference } },
        body: this.#wishes(),
      }),
    );
    if (asked === this.#asked) this.preview = preview;
  }

  /** Gives somebody another role; an empty one is the one that they have by themselves. */
  async give(person: Person, role: string): Promise<void> {
    const wanted = role.trim();
    const { handle, name } = person;
    if (handle == null) {
      const others = this.#also.filter((also) => also.name !== name);
      this.#also = wanted ? [...others, { name, role: wanted }] : others;
    } else {
      const others = this.#roles.filter(([other]) => other !== handle);
      this.#roles = wanted ? [...others, [handle, wanted]] : others;
    }
    await this.look();
  }

  /** Takes a word for somebody's name, wherever just it is written. */
  async take(word: string, role: string): Promise<void> {
    this.#also = [...this.#also, { name: word, role }];
    await this.look();
  }

  async save(format: 'md' | 'json'): Promise<void> {
    const text = await expectOk(
      api.POST('/api/v1/incidents/{reference}/export', {
        params: { path: { reference: this.reference } },
        body: { format, ...this.#wishes() },
        parseAs: 'text',
      }),
    );
    saveFile(`${this.reference}.${format}`, KINDS[format], String(text));
  }

  #wishes() {
    return { roles: Object.fromEntries(this.#roles), also: this.#also };
  }
}

function doubtfulWords(doubts: Doubt[]): DoubtfulWord[] {
  const words = new Set(doubts.map(({ word }) => word));
  return [...words].map((word) => ({
    word,
    places: doubts.filter((doubt) => doubt.word === word),
  }));
}
