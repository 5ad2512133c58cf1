// Post-mortems that lie in folders: ten of our own, and real ones where they are at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Written } from './importing.ts';

const own = fileURLToPath(new URL('../documents', import.meta.url));

/** Ten short documents, each in a template of its own. */
export function ownDocuments(): Written[] {
  return readdirSync(own)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(own, name), 'utf8') }));
}

/** Where real post-mortems are, for those who have them. */
export const realFolder =
  process.env.AFTERWORD_POSTMORTEMS ??
  fileURLToPath(new URL('../../../../shared/data/postmortems', import.meta.url));

export const realDocumentsAreThere = existsSync(realFolder);

/** As many real documents, in turns from each of the organisations that wrote them. */
export function realDocuments(count: number): Written[] {
  const shelves = readdirSync(realFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: shelf }) =>
      readdirSync(join(realFolder, shelf), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md') && !/readme|template/i.test(path))
        .sort()
        .map((path) => join(shelf, path)),
    );
  const inTurns: string[] = [];
  for (let place = 0; inTurns.length < count; place += 1) {
    const round = shelves.flatMap((shelf) => shelf[place] ?? []);
    if (round.length === 0) break;
    inTurns.push(...round);
  }
  return inTurns.slice(0, count).map((path) => ({
    name: path.replaceAll('/', '--'),
    text: readFileSync(join(realFolder, path), 'utf8'),
  }));
}
