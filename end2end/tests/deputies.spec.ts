// A keeper goes on holiday: somebody else keeps her houses until she is back.

import {
  expect,
  expectAccessible,
  iso,
  later,
  nextMailTo,
  otherBrowser,
  signIn,
  signInByMail,
  test,
} from '../fixtures';

test('a deputy is named, told, sees the desk, and is dismissed', async ({ page, browser }) => {
  const email = `vertretung-${test.info().project.name}@example.org`;
  await signIn(page, 'raum@example.org');
  await page.goto('/keeper/deputies');
  await page.getByLabel('E-Mail-Adresse der Vertretung').fill(email);
  await page.getByLabel('Letzter Tag').fill('2020-01-01');
  await page.getByRole('button', { name: 'Vertretung benennen' }).click();
  await expect(page.getByRole('alert')).toContainText('zwischen heute und heute in einem Jahr');
  await expect(page.getByLabel('E-Mail-Adresse der Vertretung')).toHaveValue(email);
  await expectAccessible(page);

  await page.getByLabel('Letzter Tag').fill(iso(later(new Date(), 14)));
  await page.getByRole('button', { name: 'Vertretung benennen' }).click();
  await expect(page.getByRole('status')).toHaveText('Die Vertretung ist benannt und bekommt eine Mail.');
  await expectAccessible(page);
  expect((await nextMailTo(email)).subject).toContain('in der Raumverwaltung');

  const context = await otherBrowser(browser);
  const deputy = await context.newPage();
  await signInByMail(deputy, email);
  await deputy.goto('/keeper/deputies');
  await expect(deputy.getByText('Wer selbst vertritt, benennt keine weitere Vertretung.')).toBeVisible();
  expect((await deputy.goto('/keeper/requests'))?.status()).toBe(200);

  const row = page.getByRole('listitem').filter({ hasText: email });
  await row.getByRole('button', { name: /^Vertretung beenden/ }).click();
  await expect(page.getByRole('status')).toHaveText('Die Vertretung ist beendet.');
  expect((await deputy.goto('/keeper/requests'))?.status()).toBe(404);
  await context.close();
});
