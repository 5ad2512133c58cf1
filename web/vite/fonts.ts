/**
 * The faces, cut to the weights and sizes that the styles use. The packages' files span weights
 * from hairline to black and, for the serif, sizes up to 72; that is more than half of their
 * weight. Every character is kept: what people write may be in any Latin script.
 *
 * Written once into node_modules, where `$fonts/` in a style sheet finds them, and again when a
 * package or a cut has changed.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const FOLDER = fileURLToPath(new URL('../node_modules/.cache/fonts', import.meta.url));
const SCRIPTS = ['latin', 'latin-ext'];
const packages = createRequire(import.meta.url);

interface Cut {
  name: string;
  package: string;
  /** The package's file, with the script left out. */
  file: (script: string) => string;
  axes: Record<string, number | { min: number; max: number }>;
}

/** `fonts.css` states the same weights; the sizes are those of reading text to titles, in px. */
const CUTS: Cut[] = [
  {
    name: 'inter',
    package: '@fontsource-variable/inter',
    file: (script) => `inter-${script}-wght-normal.woff2`,
    axes: { wght: { min: 400, max: 600 } },
  },
  {
    name: 'newsreader',
    package: '@fontsource-variable/newsreader',
    file: (script) => `newsreader-${script}-opsz-normal.woff2`,
    axes: { wght: { min: 400, max: 600 }, opsz: { min: 16, max: 40 } },
  },
  {
    name: 'newsreader-italic',
    package: '@fontsource-variable/newsreader',
    file: (script) => `newsreader-${script}-opsz-italic.woff2`,
    axes: { wght: { min: 400, max: 600 }, opsz: 18 },
  },
];

export function fonts(): Plugin {
  return {
    name: 'afterword-fonts',
    config: () => ({ resolve: { alias: { $fonts: FOLDER } } }),
    async buildStart() {
      const stamp = JSON.stringify(await Promise.all(CUTS.map(fingerprint)));
      const stampFile = join(FOLDER, 'stamp.json');
      if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return;
      await mkdir(FOLDER, { recursive: true });
      for (const cut of CUTS) for (const script of SCRIPTS) await write(cut, script);
      await writeFile(stampFile, stamp);
    },
  };
}

async function fingerprint(cut: Cut) {
  const manifest = await readFile(packages.resolve(`${cut.package}/package.json`), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return { version, ...cut, file: cut.file('*') };
}

async function write(cut: Cut, script: string): Promise<void> {
  const folder = join(dirname(packages.resolve(`${cut.package}/package.json`)), 'files');
  const whole = await readFile(join(folder, cut.file(script)));
  const font = await subsetFont(whole, undefined, {
    targetFormat: 'woff2',
    keepAllGlyphs: true,
    noHinting: true,
    variationAxes: cut.axes,
  });
  await writeFile(join(FOLDER, `${cut.name}-${script}.woff2`), font);
}
