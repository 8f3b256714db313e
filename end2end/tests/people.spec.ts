import { awake, expect, expectAccessible, iso, nextMailTo, openDay, otherBrowser, signIn, test } from '../fixtures';

// Both projects book the same room, each on a day of its own.
const days: Record<string, Date> = { js: openDay('Tuesday', 11), 'no-js': openDay('Wednesday', 11) };

test('a colleague is invited, answers by her link, and hears that it is off', async ({ page, browser }, info) => {
  const title = `Klausur ${info.project.name}`;
  const carla = `carla.${info.project.name}@example.net`;
  await signIn(page, 'hochschule@example.org');
  const day = iso(days[info.project.name]);
  await page.goto(`/bookings/new?space=trafo&date=${day}&from=10:00&until=12:00&people=4`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(title);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  const booking = new URL(page.url()).pathname;

  // A list that is not understood comes back with everything typed.
  await page.getByRole('link', { name: 'Personen einladen' }).click();
  const list = page.getByLabel('Namen und E-Mail-Adressen');
  await list.fill(`Carla Muster <${carla}>\nBernd`);
  await page.getByRole('button', { name: 'Einladen' }).click();
  await expect(page.getByRole('alert')).toContainText('Zeile 2');
  await expect(list).toHaveValue(/Carla Muster/);
  await expectAccessible(page);
  await list.fill(`Carla Muster <${carla}>`);
  await page.getByRole('button', { name: 'Einladen' }).click();
  await expect(page.getByRole('status')).toContainText('1 Person');
  await expectAccessible(page);

  const invited = await nextMailTo(carla);
  expect(invited.calendar).toContain('METHOD:REQUEST');
  expect(invited.calendar).toContain('PARTSTAT=NEEDS-ACTION');
  const uid = /UID:.*/.exec(invited.calendar!)![0];

  // Somebody else's browser: no account, no cookie.
  const hers = await otherBrowser(browser);
  const link = await hers.newPage();
  await link.goto(invited.links.find((one) => one.includes('/invitations/'))!);
  await expect(link.getByRole('heading', { level: 1 })).toHaveText(title);
  await link.getByRole('checkbox').check();
  await link.getByRole('button', { name: 'Ich komme', exact: true }).click();
  await expect(link.getByRole('status')).toContainText('Ihre Antwort: Ich komme');
  await expectAccessible(link);

  await page.goto(booking);
  await expect(page.getByRole('listitem').filter({ hasText: 'Carla Muster' })).toContainText('kommt');
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Buchung absagen' }).click();
  await page.getByRole('button', { name: 'Buchung absagen' }).click();
  const off = await nextMailTo(carla, [invited]);
  expect(off.calendar).toContain('METHOD:CANCEL');
  expect(off.calendar).toContain(uid);
  await link.reload();
  await expect(link.getByRole('button', { name: 'Ich komme', exact: true })).toHaveCount(0);
  await hers.close();
});

test('a booking is handed on to a colleague, whose calendar has it from then on', async ({ page }, info) => {
  const heir = `kollegin.${info.project.name}@example.net`;
  await signIn(page, 'verein@example.org');
  await page.getByRole('link', { name: /Mitglieder|Wer für/ }).first().click();
  if (!(await page.getByRole('heading', { name: heir }).isVisible())) {
    await page.locator('#f-email').fill(heir);
    await page.locator('#f-role').selectOption('booker');
    await page.getByRole('button', { name: 'Mitglied aufnehmen' }).click();
  }
  const welcome = await nextMailTo(heir);
  const day = iso(days[info.project.name]);
  await page.goto(`/bookings/new?space=trafo&date=${day}&from=14:00&until=15:00&people=4`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(`Vorstand ${info.project.name}`);
  await page.locator('button[value=book]').click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  await page.getByRole('link', { name: 'Buchung übergeben' }).click();
  await expectAccessible(page);
  await page.getByLabel('Wer übernimmt die Buchung?').selectOption({ label: heir });
  await page.locator('main').getByRole('button', { name: 'Buchung übergeben' }).click();
  await expect(page.getByRole('status')).toContainText('Übergeben');
  const hers = await nextMailTo(heir, [welcome]);
  expect(hers.text).toContain(`Vorstand ${info.project.name}`);
});
