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

test('an account gets another address by the code that is mailed there', async ({ page }) => {
  const stem = `${test.info().project.name}-${Date.now()}`;
  const [old, next] = [`old-${stem}@example.org`, `new-${stem}@example.org`];
  await signInByMail(page, old);
  await page.goto('/account');
  await page.getByRole('link', { name: 'E-Mail-Adresse' }).click();
  await awake(page);
  await expectAccessible(page);

  await page.getByLabel('Neue E-Mail-Adresse').fill(old);
  await page.getByRole('button', { name: 'Code schicken' }).click();
  await expect(page.getByRole('alert')).toContainText('hat Ihr Konto schon');
  await expect(page.getByLabel('Neue E-Mail-Adresse')).toHaveValue(old);

  const known = await mailsTo(next);
  await page.getByLabel('Neue E-Mail-Adresse').fill(next);
  await page.getByRole('button', { name: 'Code schicken' }).click();
  const code = (await nextMailTo(next, known)).text.match(/\d{4} \d{4}/)![0];
  await expect(page.locator('main')).toContainText(`Wir haben einen Code an ${next} geschickt.`);
  await awake(page);
  await expectAccessible(page);
  await page.getByLabel('Code aus der Mail').fill(code === '0000 0000' ? '00000001' : '00000000');
  await page.getByRole('button', { name: 'Adresse ändern' }).click();
  await expect(page.getByRole('alert')).toContainText('steht nicht in der Mail');

  const told = await mailsTo(old);
  await page.getByLabel('Code aus der Mail').fill(code);
  await page.getByRole('button', { name: 'Adresse ändern' }).click();
  await expect(page.getByRole('status')).toContainText('Ihre Adresse ist geändert.');
  await expect(page.locator('.lead')).toContainText(next);
  expect((await nextMailTo(old, told)).subject).toContain('andere E-Mail-Adresse');
});
