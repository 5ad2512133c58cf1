// The action items of all incidents.
import type { Page } from '@playwright/test';

export interface ListedAction {
  title: string;
  incident: string;
}

/** The rows in the order in which the keys walk them. */
export function actionRows(page: Page) {
  return page.getByRole('row').filter({ has: page.getByRole('combobox', { name: /^State of/ }) });
}

export async function actionAt(page: Page, place: number): Promise<ListedAction> {
  const row = actionRows(page).nth(place);
  const name = await row.getByRole('combobox').getAttribute('aria-label');
  const incident = await row.getByRole('link', { name: /^INC-\d+$/ }).textContent();
  return { title: /“(.*)”/.exec(name ?? '')?.[1] ?? '', incident: incident ?? '' };
}

export function rowOf(page: Page, { title, incident }: ListedAction) {
  return actionRows(page)
    .filter({ has: page.getByRole('combobox', { name: `State of “${title}”`, exact: true }) })
    .filter({ has: page.getByRole('link', { name: incident, exact: true }) });
}

export function stateOf(page: Page, action: ListedAction) {
  return rowOf(page, action).getByRole('combobox');
}
