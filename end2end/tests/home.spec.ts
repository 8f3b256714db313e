import { awake, expect, expectAccessible, test } from '../fixtures';

test('the home page says where one is and works for everybody', async ({ page }) => {
  const answer = await page.goto('/');
  expect(answer?.status()).toBe(200);
  await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', /^(de|en)/);
  await expectAccessible(page);
});
