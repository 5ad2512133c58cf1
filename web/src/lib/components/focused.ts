/**
 * For the field of a form that somebody has just asked for: `<input {@attach focused} />`. The
 * attribute `autofocus` would do it only while nothing else on the page has the focus.
 */
export function focused(field: HTMLElement): void {
  field.focus();
}
