import { expect, expectAccessible, signIn, test } from '../fixtures';

test('who has no date yet finds a room, and the form knows everything already', async ({ page }) => {
  await page.goto('/spaces');
  await page.getByRole('link', { name: /Noch kein Tag/ }).click();
  await page.getByRole('spinbutton', { name: 'Personen' }).fill('14');
  await page.getByRole('combobox', { name: 'Dauer' }).selectOption('240');
  await page.getByRole('combobox', { name: /Bestuhlung/ }).selectOption('u-shape');
  await page.getByRole('checkbox', { name: 'stufenlos zugänglich' }).check();
  await page.getByRole('button', { name: 'Freie Zeiten zeigen' }).click();

  await expect(page.getByRole('status')).toHaveText(/(Räume passen|Ein Raum passt)/);
  await expectAccessible(page);
  await page.getByRole('link', { name: /buchen: / }).first().click();

  await expect(page).toHaveURL(/\/bookings\/new\?/);
  await expect(page.getByLabel('Wie viele Personen kommen?')).toHaveValue('14');
  await expect(page.getByText('Frei', { exact: true })).toBeVisible();
});

test('a search that cannot be is told what is wrong, and keeps what was typed', async ({ page }) => {
  await page.goto('/find?people=0&minutes=240&first=2020-01-01&last=2020-01-02&from=14:00&until=12:00');
  const summary = page.getByRole('alert');
  await expect(summary).toContainText('Sagen Sie, wie viele kommen');
  await expect(summary).toContainText('Dieser Tag ist vorbei');
  await expect(page.locator('input[name=from]')).toHaveValue('14:00');
  await expectAccessible(page);
});

test('a workshop that asks for a briefing is found by who has none, and says which', async ({ page }) => {
  await signIn(page, 'verein@example.org');
  await page.goto('/find?people=8&minutes=120&kind=workshop&town=Paderborn');
  const offer = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Holzwerkstatt' }) });
  await expect(offer).toContainText('Sie brauchen dafür noch: Sicherheitsunterweisung Holz');
  await expectAccessible(page);
});
