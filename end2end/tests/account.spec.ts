// Signing in with a code read on another device, and seeing where one is signed in.

import { awake, expect, expectAccessible, mailsTo, nextMailTo, otherBrowser, signInByMail, test } from '../fixtures';

test('a code from the mail signs in the browser that asked', async ({ page }) => {
  const email = `code-${test.info().project.name}-${Date.now()}@example.org`;
  const known = await mailsTo(email);
  await page.goto('/sign-in');
  const address = page.locator('main').locator('input[type=email]');
  await address.fill(email);
  await address.press('Enter');
  const mail = await nextMailTo(email, known);
  const code = mail.text.match(/(\d{4}) (\d{4})/)!;
  await awake(page);
  await expectAccessible(page);

  await page.getByLabel('Code aus der Mail').fill('0000 0000' === code[0] ? '00000001' : '00000000');
  await page.getByRole('button', { name: 'Mit Code einloggen' }).click();
  await expect(page.getByRole('alert')).toContainText('steht nicht in der Mail');
  await page.getByLabel('Code aus der Mail').fill(code[0]);
  await page.getByRole('button', { name: 'Mit Code einloggen' }).click();
  await page.goto('/account');
  await expect(page.locator('main')).toContainText(email);
});

test('one sees where one is signed in, and signs out everywhere', async ({ page, browser }) => {
  const email = `devices-${test.info().project.name}-${Date.now()}@example.org`;
  await signInByMail(page, email);
  const other = await otherBrowser(browser);
  const there = await other.newPage();
  await signInByMail(there, email);

  await page.goto('/account');
  await page.getByRole('link', { name: 'Wo Sie eingeloggt sind' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'zuletzt benutzt' })).toHaveCount(2);
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Ausloggen/ }).click();
  await expect(page.getByRole('status')).toHaveText('Das Gerät ist ausgeloggt.');
  await there.goto('/account');
  await expect(there).toHaveURL(/sign-in/);

  await page.getByRole('button', { name: 'Überall ausloggen, auch hier' }).click();
  await page.goto('/account');
  await expect(page).toHaveURL(/sign-in/);
  await other.close();
});
