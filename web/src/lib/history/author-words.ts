/** Who made a change, and by which way. */

import type { ChangeRecord } from '$lib/api/incident-shapes';

type Author = ChangeRecord['author'];

const through: Record<Author['via'], string> = {
  web: '',
  api: 'through the API',
  cli: 'from the command line',
  import: 'by an import',
  demo: 'in the demo',
  system: '',
};

/** "Mika", "Mika through the API", "Afterword" where no person did it. */
export function authorWords({ person, via }: Author, name: (person: number) => string): string {
  const who = person == null ? 'Afterword' : name(person);
  return [who, through[via]].filter(Boolean).join(' ');
}
