// The region looks after organisations and people, and reads what was done.

import { expect, expectAccessible, otherBrowser, signIn, signInByMail, test } from '../fixtures';

const wide = (page: import('@playwright/test').Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test('the region finds an organisation, trusts it, and reads that in the trail', async ({ page }) => {
  const name = test.info().project.name === 'js' ? 'Beispielwerke' : 'Probe';
  await signIn(page, 'region@example.org');
  await page.goto('/admin');
  await page.getByRole('main').getByRole('link', { name: 'Organisationen' }).click();
  await expectAccessible(page);
  await page.getByLabel('Name oder Ort').fill(name);
  await page.getByLabel('Stand').selectOption({ label: 'bestätigt' });
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: new RegExp(name) }) }).first();
  await row.getByRole('button', { name: /^(Vertrauen|Nicht mehr vertrauen)/ }).click();
  await expect(page.getByRole('status')).toContainText('Die Region vertraut dieser Organisation');
  await expect(page.getByLabel('Name oder Ort')).toHaveValue(name);
  await row.getByRole('button', { name: /^(Vertrauen|Nicht mehr vertrauen)/ }).click();
  await expect(page.getByRole('status')).toContainText('Die Region vertraut dieser Organisation');

  await page.goto('/admin/trail');
  await expectAccessible(page);
  await page.getByLabel('Worum es geht').selectOption({ label: 'Organisation' });
  await page.getByLabel('Wort').fill('vertrauen der region');
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('Vertrauen der Region');
  await expect(page.getByRole('row').nth(1)).toContainText('Organisation „');
});

test('the region locks somebody out, who reads why, and lets her in again', async ({ page, browser }) => {
  const email = `locked-${test.info().project.name}-${Date.now()}@example.org`;
  const context = await otherBrowser(browser);
  const other = await context.newPage();
  await signInByMail(other, email);

  await signIn(page, 'region@example.org');
  await page.goto('/admin/people');
  await page.getByLabel('Name oder E-Mail-Adresse').fill(email);
  await page.getByRole('button', { name: 'Anzeigen' }).click();
  await expectAccessible(page);
  await page.getByRole('link', { name: email }).click();
  await expectAccessible(page);
  await page.getByLabel('Begründung').fill('Schlüssel weitergegeben');
  await page.getByRole('button', { name: 'Konto sperren' }).click();
  await expect(page.getByRole('status')).toHaveText('Das Konto ist gesperrt und überall ausgeloggt.');
  await expect(page.getByText('Gesperrt: Schlüssel weitergegeben')).toBeVisible();
  await expectAccessible(page);

  await other.goto('/account');
  await expect(other).toHaveURL(/sign-in/);
  await page.getByRole('button', { name: 'Sperre aufheben' }).click();
  await expect(page.getByRole('status')).toHaveText('Die Sperre ist aufgehoben.');
  await signInByMail(other, email);
  await other.goto('/account');
  await expect(other).toHaveURL(/account/);
  await context.close();
});

test('the region lets somebody keep one space, and she has no say in the rooms next to it', async ({ page, browser }) => {
  const email = `keeper-${test.info().project.name}-${Date.now()}@example.org`;
  const context = await otherBrowser(browser);
  const other = await context.newPage();
  await signInByMail(other, email);

  await signIn(page, 'region@example.org');
  await page.goto(`/admin/people?q=${encodeURIComponent(email)}`);
  await page.getByRole('link', { name: email }).click();
  await page.getByRole('button', { name: 'Verwalten lassen' }).click();
  await expect(page.locator('main')).not.toContainText('Verwaltet ab jetzt mit.');
  await page.getByLabel('Haus oder Raum').selectOption({ value: 'kreiselhaus/trafo' });
  await page.getByRole('button', { name: 'Verwalten lassen' }).click();
  await expect(page.getByRole('status')).toHaveText('Verwaltet ab jetzt mit.');
  await expectAccessible(page);

  await other.goto('/keeper/rules');
  const main = other.getByRole('main');
  await expect(main.getByRole('listitem').filter({ has: other.getByRole('link') })).toHaveCount(1);
  await expect(main.getByRole('link', { name: 'Kreiselhaus' })).toHaveCount(0);
  await main.getByRole('listitem').getByRole('link').click();
  await expect(other).toHaveURL(/keeper\/rules\/kreiselhaus\/trafo/);
  await other.goto('/keeper/groups');
  await expect(other.getByRole('main')).toContainText('Sie verwalten einzelne Räume davon.');
  await expectAccessible(other);
  await other.goto('/keeper/closures/kreiselhaus');
  await expect(other.getByLabel('Das ganze Haus')).toHaveCount(0);
  await expectAccessible(other);

  await page.getByRole('button', { name: /^Beenden/ }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Verwaltung beenden' }).click();
  await expect(page.getByRole('status')).toHaveText('Die Raumverwaltung ist beendet.');
  const gone = await other.goto('/keeper');
  expect(gone?.status()).toBe(404);
  await context.close();
});

for (const width of [1280, 320]) {
  test(`the region's pages fit into ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, 'region@example.org');
    for (const path of ['/admin', '/admin/organisations', '/admin/people', '/en/admin/trail']) {
      await page.goto(path);
      expect(await wide(page), path).toBeLessThanOrEqual(0);
    }
  });
}
