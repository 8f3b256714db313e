import { awake, expect, expectAccessible, iso, mailsTo, nextMailTo, openDay, signIn, test } from '../fixtures';

const booker = 'firma@example.org';
const keeper = 'raum@example.org';
// Both projects close the same room, each on a day of its own.
const days: Record<string, Date> = { js: openDay('Tuesday', 13), 'no-js': openDay('Wednesday', 13) };

test('a keeper closes a room, and decides about the booking under it', async ({ page }, info) => {
  const day = iso(days[info.project.name]);
  const reason = `Neuer Boden ${info.project.name}`;

  await signIn(page, booker);
  await page.goto(`/bookings/new?space=stille-post&date=${day}&from=10:00&until=12:00&people=2`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(`Klausur ${info.project.name}`);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  const booking = page.url();
  const known = await mailsTo(booker);

  await page.context().clearCookies();
  await signIn(page, keeper);
  await page.goto('/keeper/closures/kreiselhaus');
  await expectAccessible(page);
  await page.getByLabel('Warum ist geschlossen?').fill(reason);
  await page.getByLabel('Erster Tag').fill(day);
  await page.getByLabel('Einzelne Räume').check();
  await page.getByLabel('Stille Post').check();
  await page.getByRole('button', { name: 'Schließen', exact: true }).click();

  // Nothing is closed over a booking in silence.
  await expect(page.getByRole('alert')).toContainText('Noch ist nichts geschlossen');
  await expectAccessible(page);
  const under = page.getByRole('article').filter({ hasText: `Klausur ${info.project.name}` });
  await under.getByLabel('Wird abgesagt').check();
  await page.getByLabel('Nachricht an die').fill('Es tut uns leid.');
  await page.getByRole('button', { name: 'So schließen' }).click();
  await expect(page.getByRole('status')).toContainText('Geschlossen.');
  const closed = page.getByRole('listitem').filter({ hasText: reason });
  await expect(closed).toContainText('Stille Post');
  const said = await nextMailTo(booker, known, (mail) => mail.text.includes('Es tut uns leid.'));
  expect(said.calendar).toContain('METHOD:CANCEL');

  await page.goto(`/bookings/new?space=stille-post&date=${day}&from=13:00&until=14:00&people=2`);
  await expect(page.getByText(reason).first()).toBeVisible();
  await page.goto(`/calendar?space=stille-post&date=${day}`);
  await expectAccessible(page);

  await page.goto('/keeper/closures/kreiselhaus');
  await closed.getByRole('button', { name: /^Wieder öffnen/ }).click();
  await expect(page.getByRole('status')).toContainText('Wieder geöffnet');
  await expect(closed).toHaveCount(0);
  await page.context().clearCookies();
  await signIn(page, booker);
  await page.goto(booking);
  await expect(page.getByText('Abgesagt', { exact: false }).first()).toBeVisible();
});
