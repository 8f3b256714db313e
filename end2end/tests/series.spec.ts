import { awake, expect, expectAccessible, iso, later, mailsTo, nextMailTo, openDay, signIn, test } from '../fixtures';

// Both projects talk to one server: each has rooms and days of its own.
const rooms: Record<string, { room: string; first: Date }> = {
  js: { room: 'beratung-dreieck', first: openDay('Tuesday', 5, 5) },
  'no-js': { room: 'lotsenstube', first: openDay('Wednesday', 6, 5) },
};
const address = 'firma@example.org';

test('a company books a weekly series round a clash, moves the rest of it and calls two dates off', async ({ page }, info) => {
  const { room, first } = rooms[info.project.name];
  const name = `Lehrgang ${info.project.name}`;
  await signIn(page, address);

  // One date of the series to come is taken: by the company itself, so that it may read by what.
  const second = later(first, 7);
  await page.goto(`/bookings/new?space=${room}&date=${iso(second)}&from=10:00&until=12:00&people=2`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(`Termin davor ${info.project.name}`);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);

  await page.goto(`/bookings/new?space=${room}&date=${iso(first)}&from=10:00&until=12:00&people=2`);
  await awake(page);
  await page.getByText('Wiederholen', { exact: true }).click();
  await page.getByLabel('Wie oft?').selectOption({ label: 'wöchentlich' });
  await page.getByLabel('Zahl der Termine').fill('5');
  await page.getByRole('button', { name: /prüfen/i }).click();
  const dates = page.getByRole('region', { name: 'Termine' });
  await expect(dates.getByText('5 Termine: 4 frei, 1 belegt')).toBeVisible();
  await expect(dates.getByRole('link', { name: `„Termin davor ${info.project.name}“` })).toBeVisible();
  await expectAccessible(page);

  // What cannot be had cannot be asked for.
  await expect(page.getByRole('button', { name: 'Alle buchen' })).toBeHidden();
  await dates.getByRole('button', { name: /gleichwertigen Raum/ }).click();
  await expect(dates.getByText('5 Termine: 5 frei')).toBeVisible();

  // Another time for one of them, and one left out.
  const row = (date: Date) => page.locator(`#d-${iso(date)}`);
  await row(later(first, 28)).getByRole('button', { name: /^Ändern/ }).click();
  await row(later(first, 28)).getByLabel('Von').fill('14:00');
  await row(later(first, 28)).getByLabel('Bis').fill('16:00');
  await row(later(first, 28)).getByRole('button', { name: /^Übernehmen/ }).click();
  await expect(row(later(first, 28))).toContainText('14:00–16:00 Uhr');
  await expectAccessible(page);

  const known = await mailsTo(address);
  await awake(page);
  await page.getByLabel('Wofür?').fill(name);
  await page.getByRole('button', { name: 'Alle buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}\?done=booked/);
  const booking = new URL(page.url()).pathname;
  await expect(dates.getByRole('listitem')).toHaveCount(5);
  await expectAccessible(page);
  await nextMailTo(address, known, about(name));

  // The third and all after it begin an hour later.
  await dates.getByRole('listitem').nth(2).getByRole('link', { name: /^Ändern/ }).click();
  await awake(page);
  await page.getByLabel('für diesen und alle folgenden').check();
  await page.getByLabel('Von', { exact: true }).fill('11:00');
  await page.getByLabel('Bis', { exact: true }).fill('13:00');
  await page.getByRole('button', { name: 'Buchung ändern' }).click();
  await expect(page.getByRole('alert')).toContainText('eine eigene Zeit');
  await awake(page);
  await expect(row(later(first, 28))).toContainText('14:00–16:00 Uhr');
  await expect(row(later(first, 21))).toContainText('bisher');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Buchung ändern' }).click();
  await expect(page).toHaveURL(/done=moved/);
  await expect(dates.getByRole('listitem').nth(0)).toContainText('10:00–12:00 Uhr');
  for (const later of [2, 3]) await expect(dates.getByRole('listitem').nth(later)).toContainText('11:00–13:00 Uhr');
  // What had a time of its own keeps it, as the list said.
  await expect(dates.getByRole('listitem').nth(4)).toContainText('14:00–16:00 Uhr');
  await expect(dates.getByRole('listitem').nth(2)).toContainText('verlegt');

  // Two dates go with one mail.
  await page.goto(`${booking}/cancel`);
  await page.getByRole('button', { name: 'Gewählte Termine absagen' }).click();
  await expect(page.getByRole('alert')).toContainText('mindestens einen Termin');
  await expectAccessible(page);
  const before = await mailsTo(address);
  await page.getByRole('checkbox').nth(3).check();
  await page.getByRole('checkbox').nth(4).check();
  await page.getByLabel('Grund').fill('Prüfungswoche');
  await page.getByRole('button', { name: 'Gewählte Termine absagen' }).click();
  await expect(page).toHaveURL(/done=cancelled/);
  await expect(dates.getByText('abgesagt')).toHaveCount(2);
  await expect(page.getByText(/einzelne Termine abgesagt/)).toBeVisible();
  await nextMailTo(address, before, about(name));
});

test('a series moves round a clash: one date stays, another goes elsewhere', async ({ page }, info) => {
  const { room, first: start } = rooms[info.project.name];
  const first = later(start, 42);
  const name = `Umzug ${info.project.name}`;
  await signIn(page, address);
  await page.goto(`/bookings/new?space=${room}&date=${iso(later(first, 7))}&from=14:00&until=16:00&people=2`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(`Im Weg ${info.project.name}`);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  await page.goto(`/bookings/new?space=${room}&date=${iso(first)}&from=10:00&until=12:00&people=2&repeat=weeks&count=3`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(name);
  await page.getByRole('button', { name: 'Alle buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}\?done=booked/);
  const booking = new URL(page.url()).pathname;

  await page.goto(`${booking}/move`);
  await awake(page);
  await page.getByLabel('für alle').check();
  await page.getByLabel('Von', { exact: true }).fill('14:00');
  await page.getByLabel('Bis', { exact: true }).fill('16:00');
  await page.getByRole('button', { name: 'Neu prüfen' }).click();
  const row = (date: Date) => page.locator(`#d-${iso(date)}`);
  await expect(page.getByText('3 Termine: 2 frei, 1 belegt').first()).toBeVisible();
  await expect(row(later(first, 7))).toContainText('belegt');
  await expectAccessible(page);
  await row(later(first, 7)).getByRole('button', { name: /^Nicht ändern/ }).click();
  await expect(row(later(first, 7))).toContainText('bleibt, wie er ist');
  await row(later(first, 14)).getByRole('button', { name: /^Ändern/ }).click();
  await row(later(first, 14)).getByLabel('Von').fill('16:00');
  await row(later(first, 14)).getByLabel('Bis').fill('18:00');
  await row(later(first, 14)).getByRole('button', { name: /^Übernehmen/ }).click();
  await expect(row(later(first, 14))).toContainText('16:00–18:00 Uhr');
  await awake(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Buchung ändern' }).click();
  await expect(page).toHaveURL(/done=moved/);
  const items = page.getByRole('region', { name: 'Termine' }).getByRole('listitem');
  for (const [nth, time] of ['14:00–16:00', '10:00–12:00', '16:00–18:00'].entries()) {
    await expect(items.nth(nth)).toContainText(`${time} Uhr`);
  }
  await expect(page.getByText('Ein Termin blieb, wie er war.')).toBeVisible();
});

test('who takes another space keeps what was typed', async ({ page }, info) => {
  const { room, first } = rooms[info.project.name];
  await signIn(page, address);
  await page.goto(`/bookings/new?space=${room}&date=${iso(first)}&from=17:00&until=18:00&people=2`);
  await awake(page);
  await page.getByLabel('Wofür?').fill('Klausur');
  await page.getByRole('button', { name: 'Anderen Raum wählen' }).click();
  await awake(page);
  await expect(page.getByLabel('Wofür?')).toHaveValue('Klausur');
  await page.getByLabel('Raum', { exact: true }).selectOption('trafo');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Neu prüfen' }).click();
  await expect(page.getByLabel('Wofür?')).toHaveValue('Klausur');
  await expect(page.getByRole('link', { name: 'Trafo' }).first()).toBeVisible();
});

test('a repetition that is not complete says what is missing and keeps the rest', async ({ page }) => {
  await page.goto('/bookings/new?space=trafo&date=2027-03-09&from=10:00&until=12:00&people=8&repeat=weeks&every=0');
  await expect(page.getByRole('alert').getByRole('link')).toHaveCount(2);
  await expect(page.getByLabel('Wie oft?')).toHaveValue('weeks');
  await expect(page.getByLabel('Abstand')).toHaveValue('0');
  await expectAccessible(page);
});

test('a number that cannot be and an end on the next day are named', async ({ page }) => {
  await page.goto('/bookings/new?space=trafo&date=2027-03-09&from=20:00&until=08:00&people=8');
  await expect(page.getByText('endet am nächsten Tag')).toBeVisible();
  await page.goto('/bookings/new?space=trafo&date=2027-03-09&from=10:00&until=12:00&people=-3');
  await expect(page.getByRole('region', { name: 'Ist das möglich?' })).toContainText('mindestens eine');
});

function about(title: string) {
  return (mail: { text: string }) => mail.text.includes(title);
}
