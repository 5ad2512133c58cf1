// A phone in a hand: what is tapped is large enough for a finger, and nothing sticks out sideways.
import { expect, type Locator, type Page } from '@playwright/test';

/** The least height of what a finger is to meet, in CSS pixels. */
const FINGER = 44;

/** Taps it, once it was found to be large enough. */
export async function tap(target: Locator) {
  await expect(target).toHaveCount(1);
  await target.scrollIntoViewIfNeeded();
  const height = await target.evaluate(touchHeight, FINGER);
  expect(height, `height of ${target.toString()}`).toBeGreaterThanOrEqual(FINGER);
  await target.tap();
}

/**
 * How far a finger may slip up and down from the middle and still meet it: what is drawn may be
 * smaller than what takes the touch, and a neighbour may take some of it.
 */
function touchHeight(element: Element, enough: number): number {
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const box = element.getClientRects()[0];
  if (!box) return 0;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const label = element.closest('label');
  const meets = (at: number) => {
    const met = document.elementFromPoint(x, at);
    return met !== null && (element.contains(met) || label?.contains(met) === true);
  };
  if (!meets(y)) return 0;
  let [above, below] = [0, 0];
  while (above < enough && meets(y - above - 1)) above += 1;
  while (below < enough && meets(y + below + 1)) below += 1;
  // The pixel in the middle, and half of one at either edge that lies on no whole pixel.
  return above + below + 2;
}

/** Nothing can be scrolled sideways. */
export async function expectNothingSideways(page: Page) {
  await expect(page.getByText(/^Loading /)).toHaveCount(0);
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyond, 'pixels beyond the right edge').toBeLessThanOrEqual(0);
}

/** Goes to a page by the menu of the narrow head. */
export async function goByMenu(page: Page, name: string) {
  await tap(page.getByRole('button', { name: 'Menu', exact: true }));
  const places = page.getByRole('navigation', { name: 'Main' }).filter({ visible: true });
  await tap(places.getByRole('link', { name, exact: true }));
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}
