import { awake, expect, expectAccessible, iso, openDay, signIn, test } from '../fixtures';

const booker = 'firma@example.org';
const keeper = 'raum@example.org';
// Both projects lend the same headsets, each on a day of its own.
const days: Record<string, Date> = { js: openDay('Tuesday', 20), 'no-js': openDay('Wednesday', 20) };

test('a company books headsets along, and the next one hears that too few are left', async ({ page }, info) => {
  const day = iso(days[info.project.name]);
  const title = `Hörprobe ${info.project.name}`;

  await signIn(page, booker);
  await page.goto(`/bookings/new?space=stille-post&date=${day}&from=10:00&until=12:00&people=2`);
  await awake(page);
  await expectAccessible(page);
  const headsets = page.getByLabel('Headset (es gibt 4)');
  await headsets.selectOption('3');
  await page.getByLabel('Wofür?').fill(title);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  await expect(page.getByText('3 × Headset')).toBeVisible();
  const booking = page.url().split('?')[0];

  await page.goto(`/bookings/new?space=funkenlabor&date=${day}&from=10:00&until=12:00&people=2&along=headset%202`);
  await expect(page.getByText('Headset: Zu dieser Zeit ist 1 von 4 frei')).toBeVisible();
  await expect(headsets).toHaveValue('headset 2');
  await expectAccessible(page);
  await headsets.selectOption('1');
  if (info.project.name === 'no-js') await page.getByRole('button', { name: 'Prüfen' }).click();
  await expect(page.getByText('Headset: Zu dieser Zeit')).toHaveCount(0);

  // The keeper cannot take away what is promised, and reads whom it is promised to.
  await page.context().clearCookies();
  await signIn(page, keeper);
  await page.goto('/keeper/equipment/kreiselhaus');
  await expectAccessible(page);
  await page.getByRole('link', { name: /^Ändern.*Headset/ }).click();
  await page.getByLabel('Wie viele gibt es?').fill('2');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('alert')).toContainText('So wenige reichen nicht');
  await expect(page.getByRole('link', { name: new RegExp(title) })).toBeVisible();
  await expect(page.getByLabel('Wie viele gibt es?')).toHaveValue('2');
  await expectAccessible(page);

  await page.context().clearCookies();
  await signIn(page, booker);
  await page.goto(`${booking}/cancel`);
  await page.getByRole('button', { name: 'Buchung absagen' }).click();
  await expect(page.getByText('Abgesagt', { exact: false }).first()).toBeVisible();
});

test('a keeper adds something to book along, names it anew, and takes it out again', async ({ page }, info) => {
  const name = `Stehtisch ${info.project.name}`;
  await signIn(page, keeper);
  await page.goto('/keeper/equipment');
  await page.getByRole('link', { name: /Paderquelle/ }).click();
  await page.getByLabel('Name auf Deutsch').fill(name);
  await page.getByLabel('Wie viele gibt es?').fill('6');
  await page.getByRole('button', { name: 'Aufnehmen' }).click();
  await expect(page.getByRole('status')).toContainText('Aufgenommen');
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText('6 Stück');

  await row.getByRole('link', { name: /^Ändern/ }).click();
  await page.getByLabel('Name auf Englisch').fill(`High table ${info.project.name}`);
  await page.getByLabel('Wie viele gibt es?').fill('8');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(row).toContainText('8 Stück');
  await page.goto('/en/spaces/ki-labor');
  await expect(page.getByText(`8 × High table ${info.project.name}`)).toBeVisible();
  await expectAccessible(page);

  await page.goto('/keeper/equipment/paderquelle');
  await row.getByRole('link', { name: /^Ändern/ }).click();
  await page.getByRole('button', { name: 'Nicht mehr anbieten' }).click();
  await expect(row).toContainText('wird nicht mehr angeboten');
});
