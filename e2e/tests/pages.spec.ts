import { AxeBuilder } from '@axe-core/playwright';
import { found, levels } from './steps/axe.ts';
import { expect, test } from './steps/session.ts';
import { places, settled, sizes } from './steps/pages.ts';

for (const { name, path, ready, reports } of places) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test.describe(`${name}, ${size}`, () => {
      test.use({ viewport, colorScheme: 'light' });

      test('everybody can read it, in light and in dark, and nothing sticks out', async ({
        page,
      }) => {
        const faults: string[] = [];
        page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
        page.on('pageerror', (error) => faults.push(error.message));
        const axe = new AxeBuilder({ page });

        await page.goto(path);
        await ready(page);
        await settled(page);
        expect(found(await axe.withTags(levels).analyze()), 'in light').toEqual([]);
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(beyond, 'pixels beyond the right edge').toBeLessThanOrEqual(0);

        await page.emulateMedia({ colorScheme: 'dark' });
        await page.reload();
        await ready(page);
        await settled(page);
        expect(found(await axe.withTags(levels).analyze()), 'in dark').toEqual([]);
        expect(faults.filter((fault) => !reports?.test(fault))).toEqual([]);
      });
    });
  }
}
