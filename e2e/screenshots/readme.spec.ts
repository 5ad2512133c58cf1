import { fileURLToPath } from 'node:url';
import { places, settled } from '../tests/steps/pages.ts';
import { test } from '../tests/steps/session.ts';

test.use({ colorScheme: 'light' });

// Kept in git, so it is only taken when somebody asks: PICTURES=readme make screenshots.
test('the picture of Home that the README shows', async ({ page }) => {
  test.skip(process.env.PICTURES !== 'readme', 'only when asked for');
  const home = places.find(({ name }) => name === 'home');
  await page.goto('/');
  await home?.ready(page);
  await settled(page);
  await page.screenshot({
    path: fileURLToPath(new URL('../../docs/images/home.png', import.meta.url)),
  });
});
