// Post-mortems that come as files.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Page } from '@playwright/test';

export interface Written {
  name: string;
  text: string;
}

export async function chooseFiles(page: Page, files: Written[]) {
  await page.getByLabel('Choose files').setInputFiles(
    files.map(({ name, text }) => ({
      name,
      mimeType: 'text/markdown',
      buffer: Buffer.from(text),
    })),
  );
}

/** Chooses a folder, with the files below it. */
export async function chooseFolder(page: Page, files: Written[]) {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-export-'));
  for (const { name, text } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  await page.getByLabel('Choose a folder').setInputFiles(folder);
}

/** Lets a file fall onto the place that takes them, as from a file manager. */
export async function dropFile(page: Page, path: string, text: string) {
  writeFileSync(path, text);
  const place = await page.getByRole('group', { name: 'Files to import' }).boundingBox();
  if (!place) throw new Error('No place takes files.');
  const pointer = {
    x: place.x + place.width / 2,
    y: place.y + place.height / 2,
  };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const browser = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, ...pointer, data });
  }
}

/** What the report says of one file. */
export function file(page: Page, name: string) {
  return page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
}

/** The part of the report with the files of one fate. */
export function fate(page: Page, heading: string) {
  return page.getByRole('region', { name: new RegExp(`^${heading}`) });
}
