import { expect, test } from '@playwright/test';

test('the start page is Afterword', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Afterword/);
});
