// The list of incidents and its search.
import type { Page } from '@playwright/test';

export async function search(page: Page, query: string) {
  const field = page.getByRole('searchbox', { name: 'Search incidents' });
  await field.fill(query);
  await field.press('Enter');
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
