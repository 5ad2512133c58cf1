import { fileURLToPath } from 'node:url';
import { places, settled, sizes } from '../tests/steps/pages.ts';
import { test } from '../tests/steps/session.ts';

const views = [
  { view: '1440-light', viewport: sizes.wide, colorScheme: 'light' },
  { view: '1440-dark', viewport: sizes.wide, colorScheme: 'dark' },
  { view: '390-light', viewport: sizes.narrow, colorScheme: 'light' },
] as const;

for (const { view, viewport, colorScheme } of views) {
  test.describe(view, () => {
    test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    for (const { name, path, ready } of places) {
      test(name, async ({ page }) => {
        await page.goto(path);
        await ready(page);
        await settled(page);
        // As high as the page is, so that what sticks to an edge stands at that edge.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: viewport.width, height });
        await page.screenshot({ path: picture(`${name}-${view}`) });
      });
    }
  });
}

function picture(name: string): string {
  return fileURLToPath(new URL(`../../screenshots/${name}.png`, import.meta.url));
}
