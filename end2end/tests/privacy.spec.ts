// One's own data: seen, taken along, erased; and what the region sees of what is still there.

import { awake, expect, expectAccessible, signIn, signInByMail, test } from '../fixtures';

test('somebody sees what is kept of her, takes it along, and leaves for good', async ({ page }) => {
  const email = `privacy-${test.info().project.name}-${Date.now()}@example.org`;
  await signInByMail(page, email);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Ihre Daten ansehen und mitnehmen' }).click();
  await awake(page);
  await expect(page.locator('main')).toContainText(email);
  await expectAccessible(page);
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Als Datei mitnehmen (JSON)' }).click();
  expect((await started).suggestedFilename()).toBe('spielraum.json');

  await page.getByRole('link', { name: 'Konto löschen …' }).click();
  await awake(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Konto endgültig löschen' }).click();
  await expect(page.getByRole('alert')).toContainText('Bitte bestätigen Sie');
  await page.getByLabel('Ich möchte mein Konto endgültig löschen.').check();
  await page.getByRole('button', { name: 'Konto endgültig löschen' }).click();
  await expect(page).toHaveURL(/\/$/);
  await page.goto('/account');
  await expect(page).toHaveURL(/sign-in/);
});

test('the region sees what personal data is still there', async ({ page }) => {
  await signIn(page, 'region@example.org');
  await page.goto('/admin');
  await page.getByRole('link', { name: 'Personenbezogene Daten' }).click();
  await awake(page);
  await expect(page.getByRole('row').filter({ hasText: 'Angemeldete Personen' })).toContainText('Einwilligung');
  await expectAccessible(page);
  await page.getByLabel(/^Tage nach der Veranstaltung/).fill('60');
  await page.getByRole('button', { name: 'Frist speichern' }).click();
  await expect(page.getByRole('status')).toContainText('gespeichert');
});
