// The list of incidents and its search.
import type { Page } from '@playwright/test';

/** The field above the list; what is settled stands in it as tokens. */
export function field(page: Page) {
  return page.getByRole('combobox', { name: 'Search incidents', exact: true });
}

export async function search(page: Page, query: string) {
  const clear = page.getByRole('button', { name: 'Clear the search' });
  if (await clear.isVisible()) await clear.click();
  await field(page).fill(query);
  await field(page).press('Enter');
}

export function token(page: Page, condition: string) {
  return page.getByRole('button', { name: `Remove ${condition}`, exact: true });
}

export function rows(page: Page) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: /^INC-\d+$/ }) });
}

export function listed(page: Page, reference: string) {
  return page
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: reference, exact: true }) });
}

/** How many the search field says are listed: the 23 of "23 of 61". */
export async function shown(page: Page): Promise<number> {
  const said = page
    .getByRole('search')
    .getByRole('status')
    .filter({ hasText: /^[\d,]+ of [\d,]+$/ });
  return Number((await said.innerText()).split(' of ')[0]?.replace(',', ''));
}
