/** Who made a change, and by which way. */

import type { ChangeRecord } from '$lib/api/incident-shapes';

type Author = ChangeRecord['author'];

const through: Record<Author['via'], string> = {
  web: '',
  api: 'through the API',
  cli: 'from the command line',
  import: 'by an import',
  webhook: 'by a webhook',
  demo: 'in the demo',
  system: '',
};

const list = new Intl.ListFormat('en-GB');

/**
 * "Mika", "Mika through the API", "Mika with Ines and Dana" where several wrote, "Afterword" where no
 * person did it.
 */
export function authorWords(
  { person, via }: Author,
  others: number[],
  name: (person: number) => string,
): string {
  const who = person == null ? 'Afterword' : name(person);
  const company = others.length > 0 && `with ${list.format(others.map(name))}`;
  return [who, company, through[via]].filter(Boolean).join(' ');
}
