// Signing in with a university: there and back, by forms alone. Browsers hold a page's policy for forms against every
// redirect that follows one, which no other program does.

import { expect, expectAccessible, mailsTo, nextMailTo, test } from '../fixtures';

test.beforeEach(async ({ page }) => {
  await page.goto('/sign-in');
  const known = await page.getByRole('button', { name: 'Weiter mit Universität Probe' }).count();
  test.skip(known === 0, 'this server knows no university');
});

test('a student comes in with her university, and sees how she came', async ({ page }) => {
  await expectAccessible(page);
  const who = `nina-${test.info().project.name}-${Date.now()}`;
  await page.getByRole('button', { name: 'Weiter mit Universität Probe' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Universität');
  await expect(page.locator('#referrer')).toHaveText('niemand');
  await page.getByLabel('Wer').fill(who);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.locator('main')).toContainText(`${who}@uni.example.org`);
  await page.getByRole('link', { name: 'Wo Sie eingeloggt sind' }).click();
  await expect(page.locator('main')).toContainText('mit Universität Probe');
  await page.goto('/account/identities');
  await expect(page.getByRole('button', { name: 'Entfernen Universität Probe' })).toBeVisible();
  await expectAccessible(page);
});

test('whoever stops there is told so, and comes in by mail to connect her account', async ({ page }) => {
  const who = `otto-${test.info().project.name}-${Date.now()}`;
  const email = `${who}@uni.example.org`;
  await page.getByRole('button', { name: 'Weiter mit Universität Probe' }).click();
  await page.getByRole('button', { name: 'Abbrechen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sie haben dort abgebrochen');
  await expectAccessible(page);

  // By mail she has an account; her university alone does not open it.
  const known = await mailsTo(email);
  await page.getByRole('link', { name: 'Noch einmal einloggen' }).click();
  await page.getByLabel('E-Mail-Adresse').fill(email);
  await page.getByRole('button', { name: 'Link schicken' }).first().click();
  const link = (one: string) => new URL(one).pathname.includes('/sign-in/');
  const first = await nextMailTo(email, known);
  await page.goto(first.links.find(link)!);
  await page.getByRole('button', { name: 'Jetzt einloggen' }).click();
  await page.goto('/account');
  await page.getByRole('button', { name: 'Ausloggen' }).click();

  await page.goto('/sign-in?goto=/calendar');
  await page.getByRole('button', { name: 'Weiter mit Universität Probe' }).click();
  await page.getByLabel('Wer').fill(who);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sehen Sie in Ihr Postfach');
  const second = await nextMailTo(email, [...known, first]);
  await page.goto(second.links.find(link)!);
  await page.getByRole('button', { name: 'Jetzt einloggen' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Mit Universität Probe verbinden' }).click();
  await expect(page).toHaveURL(/\/calendar/);
  await page.goto('/account/identities');
  await expect(page.getByRole('button', { name: 'Entfernen Universität Probe' })).toBeVisible();
});
