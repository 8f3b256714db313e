import { awake, expect, expectAccessible, iso, mailsTo, nextMailTo, openDay, signIn, test } from '../fixtures';

const booker = 'firma@example.org';
const keeper = 'raum@example.org';
// Both projects ask for the same room, each on a day of its own.
const days: Record<string, Date> = { js: openDay('Tuesday', 9), 'no-js': openDay('Wednesday', 9) };

test('who is not trusted yet asks, and a keeper says yes or no and why', async ({ page }, info) => {
  const day = iso(days[info.project.name]);
  const wanted = (from: string, until: string) =>
    `/bookings/new?space=funkenlabor&date=${day}&from=${from}&until=${until}&people=4`;
  const [first, second] = ['Messreihe', 'Löttag'].map((name) => `${name} ${info.project.name}`);

  await signIn(page, booker);
  let known = await mailsTo(booker);
  const asked: string[] = [];
  for (const [title, address] of [[first, wanted('09:00', '11:00')], [second, wanted('13:00', '15:00')]]) {
    await page.goto(address);
    await awake(page);
    await expect(page.locator('strong', { hasText: 'Die Raumverwaltung muss zustimmen' })).toBeVisible();
    await page.getByLabel('Wofür?').fill(title);
    await page.getByRole('button', { name: 'Anfragen' }).click();
    await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
    asked.push(new URL(page.url()).pathname);
    await expectAccessible(page);
    const told = await nextMailTo(booker, known, (mail) => mail.text.includes(title));
    expect(told.calendar, 'nothing stands yet').toBeNull();
    known = await mailsTo(booker);
  }

  await page.context().clearCookies();
  await signIn(page, keeper);
  await page.goto('/keeper/requests');
  await awake(page);
  await expectAccessible(page);
  const request = (title: string) => page.getByRole('article', { name: title });
  await request(first).getByRole('button', { name: /^Zusagen/ }).click();
  await expect(page.getByRole('status')).toContainText('Zugesagt');
  await expect(request(first)).toHaveCount(0);
  const said = await nextMailTo(booker, known, (mail) => mail.text.includes(first));
  expect(said.calendar).toContain('METHOD:REQUEST');

  // A no without a reason is no answer.
  await awake(page);
  await request(second).locator('summary').click();
  await request(second).getByLabel('Warum nicht?').fill('   ');
  await request(second).getByRole('button', { name: 'Anfrage ablehnen' }).click();
  await expect(page.getByRole('alert')).toContainText('warum');
  await expectAccessible(page);
  await awake(page);
  await request(second).getByLabel('Warum nicht?').fill('Der Abzug wird gewartet.');
  await request(second).getByRole('button', { name: 'Anfrage ablehnen' }).click();
  await expect(page.getByRole('status')).toContainText('Abgelehnt');
  const declined = await nextMailTo(booker, known, (mail) => mail.text.includes('Der Abzug wird gewartet.'));
  expect(declined.text).toContain(second);
  expect(declined.text, 'it says what is free instead').toContain('Noch frei');

  // What a keeper agreed to is asked for again when it moves.
  await page.context().clearCookies();
  await signIn(page, booker);
  await page.goto(`${asked[0]}/move`);
  await awake(page);
  await page.getByLabel('Von', { exact: true }).fill('10:00');
  await page.getByLabel('Bis', { exact: true }).fill('12:00');
  await page.getByRole('button', { name: 'Neu prüfen' }).click();
  await awake(page);
  await expect(page.getByText('Die Raumverwaltung muss zustimmen').first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Buchung ändern' }).click();
  await expect(page).toHaveURL(/done=moved/);
  await page.context().clearCookies();
  await signIn(page, keeper);
  await page.goto('/keeper/requests');
  await awake(page);
  await expect(request(first)).toContainText('10:00–12:00 Uhr');
  await request(first).getByRole('button', { name: /^Zusagen/ }).click();
  await expect(page.getByRole('status')).toContainText('Zugesagt');
});
