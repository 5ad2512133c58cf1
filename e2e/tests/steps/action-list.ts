// The action items of all incidents.
import { expect, type Page } from '@playwright/test';

export interface ListedAction {
  title: string;
  incident: string;
}

const CHANGE = /^(.+)\. Change the state of “(.+)”$/;

/** The rows in the order in which the keys walk them. */
export function actionRows(page: Page) {
  return page.getByRole('row').filter({ has: page.getByRole('button', { name: CHANGE }) });
}

export async function actionAt(page: Page, place: number): Promise<ListedAction> {
  const row = actionRows(page).nth(place);
  const name = await row.getByRole('button', { name: CHANGE }).getAttribute('aria-label');
  const incident = await row.getByRole('link', { name: /^INC-\d+$/ }).textContent();
  return {
    title: CHANGE.exec(name ?? '')?.[2] ?? '',
    incident: incident ?? '',
  };
}

export function rowOf(page: Page, { title, incident }: ListedAction) {
  return actionRows(page)
    .filter({ has: page.getByRole('link', { name: title, exact: true }) })
    .filter({ has: page.getByRole('link', { name: incident, exact: true }) });
}

/** The mark at the front of the row; its name begins with the state. */
export function stateOf(page: Page, action: ListedAction) {
  return rowOf(page, action).getByRole('button', { name: CHANGE });
}

/** "Not started", "In progress", "Done", "Won’t do" */
export async function stateWords(page: Page, action: ListedAction): Promise<string> {
  const name = await stateOf(page, action).getAttribute('aria-label');
  return CHANGE.exec(name ?? '')?.[1] ?? '';
}

export async function expectState(page: Page, action: ListedAction, words: string) {
  await expect(stateOf(page, action)).toHaveAccessibleName(new RegExp(`^${words}\\.`));
}
