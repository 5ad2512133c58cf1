// Going through a page by the keyboard alone.
import { expect, type Locator, type Page } from '@playwright/test';

/** Presses Tab until the focus is there; a page that leads past it fails. */
export async function tabTo(page: Page, target: Locator, most = 150) {
  await expect(target).toHaveCount(1);
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not come to ${target.toString()}.`);
}
