/** Going from note to note by key, through the page in its order. */

/** The next note behind the focus, or the first one again. */
export function goToNote(ids: readonly string[], step: 1 | -1): void {
  const notes = ids.flatMap((id) => document.getElementById(id) ?? []);
  if (notes.length === 0) return;
  const at = notes.findIndex((note) => note.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  const next = notes[(from + step + notes.length) % notes.length];
  if (!next) return;
  if (next instanceof HTMLDetailsElement) next.open = true;
  next.scrollIntoView({ block: 'nearest' });
  const act = next.querySelector<HTMLElement>('button, input');
  (act ?? next).focus();
}
