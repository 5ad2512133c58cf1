/** The template while it is edited: the order of its sections, and what may become of each. */

import type { Settings } from './save-settings';

export type Template = Settings['template'];
export type TemplateSection = Template['sections'][number];

/** Every post-mortem has these; they are renamed and moved, never taken out. */
const STANDARD = ['summary', 'root_cause', 'lessons'];
const KEY_MAX = 60;

export function isStandard({ key }: TemplateSection): boolean {
  return STANDARD.includes(key);
}

/** With the one at `from` standing at `to`; a place beyond an end is that end. */
export function moved<Entry>(list: Entry[], from: number, to: number): Entry[] {
  const rest = list.filter((_, index) => index !== from);
  const entry = list[from];
  if (entry === undefined) return list;
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, entry);
}

/** A key out of a title, that no other section has: "What went well" is `what_went_well`. */
export function keyFor(title: string, sections: TemplateSection[]): string {
  const plain = title.normalize('NFKD').toLowerCase();
  const words = plain.replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '_');
  const key = words.replace(/^_+|_+$/g, '').slice(0, KEY_MAX - 4) || 'section';
  const taken = new Set(sections.map((section) => section.key));
  let free = key;
  for (let number = 2; taken.has(free); number += 1) free = `${key}_${number}`;
  return free;
}

/** What is wrong, by the place where it stands; the server says the rest. */
export function titleErrors(sections: TemplateSection[]): Record<string, string> {
  return Object.fromEntries(
    sections
      .filter(({ title }) => !title.trim())
      .map(({ key }) => [key, 'A section needs a title.']),
  );
}
