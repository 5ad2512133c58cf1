// Post-mortems that come as files.
import type { Page } from '@playwright/test';

export interface Written {
  name: string;
  text: string;
}

export async function chooseFiles(page: Page, files: Written[]) {
  await page
    .getByLabel('Choose files')
    .setInputFiles(
      files.map(({ name, text }) => ({
        name,
        mimeType: 'text/markdown',
        buffer: Buffer.from(text),
      })),
    );
}

/** Lets files fall onto the place that takes them. */
export async function dropFiles(page: Page, files: Written[]) {
  const dataTransfer = await page.evaluateHandle((written) => {
    const transfer = new DataTransfer();
    for (const { name, text } of written) {
      transfer.items.add(new File([text], name, { type: 'text/markdown' }));
    }
    return transfer;
  }, files);
  await page
    .getByRole('group', { name: 'Files to import' })
    .dispatchEvent('drop', { dataTransfer });
}

/** What the report says of one file. */
export function file(page: Page, name: string) {
  return page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
}
