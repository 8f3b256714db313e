import { awake, expect, expectAccessible, iso, mailsTo, nextMailTo, offerFor, openDay, signIn, test } from '../fixtures';

const booker = 'firma@example.org';
const keeper = 'raum@example.org';
const other = 'hochschule@example.org';
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
  await page.getByRole('button', { name: 'Weiter' }).click();

  // What will happen, and how many mails that is, before it does.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Prüfen und schließen');
  await expect(page.getByText('Eine Mail geht hinaus.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Zurück zu den Entscheidungen' }).click();
  await expect(under.getByLabel('Wird abgesagt')).toBeChecked();
  await expect(page.getByLabel('Nachricht an die')).toHaveValue('Es tut uns leid.');
  await page.getByRole('button', { name: 'Weiter' }).click();
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

// A request, a booking and an offer under one closure of two rooms, settled by one answer for all. Whoever had the offer
// waits on: in a week in which nobody else waits for this room, and at hours nobody else waits for.
const together: Record<string, Date> = { js: openDay('Tuesday', 19), 'no-js': openDay('Wednesday', 19) };

test('one answer for all settles a request, a booking and an offer', async ({ page }, info) => {
  const day = iso(together[info.project.name]);
  const name = (what: string) => `${what} ${info.project.name}`;
  const as = async (who: string) => {
    await page.context().clearCookies();
    await signIn(page, who);
  };
  const book = async (space: string, from: string, until: string, title: string, button: string) => {
    await page.goto(`/bookings/new?space=${space}&date=${day}&from=${from}&until=${until}&people=2`);
    await awake(page);
    await page.getByLabel('Wofür?').fill(title);
    await page.getByRole('button', { name: button }).click();
    await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
    return new URL(page.url()).pathname;
  };
  await signIn(page, booker);
  const request = await book('funkenlabor', '09:00', '11:00', name('Messreihe'), 'Anfragen');
  const booking = await book('stille-post', '09:00', '11:00', name('Klausur'), 'Raum buchen');
  // What the university gives back is offered to the company.
  await as(other);
  const given = await book('stille-post', '15:00', '17:00', name('Sitzung'), 'Raum buchen');
  await as(booker);
  await page.goto(`/bookings/new?space=stille-post&date=${day}&from=15:00&until=17:00&people=2`);
  await awake(page);
  await page.getByRole('link', { name: 'Auf die Warteliste' }).click();
  await page.getByRole('button', { name: 'Warten' }).click();
  await expect(page.getByRole('status')).toContainText('Sie stehen auf der Liste');
  let known = await mailsTo(booker);
  await as(other);
  await page.goto(`${given}/cancel`);
  await page.locator('main').getByRole('button', { name: 'Buchung absagen' }).click();
  await nextMailTo(booker, known, offerFor(day));
  known = await mailsTo(booker);

  await as(keeper);
  await page.goto('/keeper/closures/kreiselhaus');
  await page.getByLabel('Warum ist geschlossen?').fill(name('Wasserschaden'));
  await page.getByLabel('Erster Tag').fill(day);
  await page.getByLabel('Einzelne Räume').check();
  await page.getByLabel('Funkenlabor').check();
  await page.getByLabel('Stille Post').check();
  await page.getByRole('button', { name: 'Schließen', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('2 Termine');
  const asked = page.getByRole('article').filter({ hasText: name('Messreihe') });
  await expect(asked.getByText('Anfrage', { exact: true })).toBeVisible();
  await expect(asked.getByLabel('Wird abgelehnt')).toHaveCount(1);
  await expect(asked.getByLabel('Wird abgesagt')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Ein Angebot der Warteliste liegt darunter' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Buchungen absagen, Anfragen ablehnen').check();
  await expect(asked.getByLabel('Wird abgelehnt')).toBeHidden();
  await page.getByLabel('Nachricht an die').fill('Es tut uns leid.');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await expect(page.getByText('3 Mails gehen hinaus.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: name('Klausur') })).toContainText('Wird abgesagt');
  await expect(page.getByRole('listitem').filter({ hasText: name('Messreihe') })).toContainText('Wird abgelehnt');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'So schließen' }).click();
  await expect(page.getByRole('status')).toContainText('Geschlossen.');
  for (const subject of ['Abgelehnt', 'Abgesagt', 'Angebot zurückgenommen']) {
    const told = await nextMailTo(booker, known, (mail) => mail.subject.startsWith(subject));
    expect(told.text, subject).toContain('Es tut uns leid.');
  }
  const closed = page.getByRole('listitem').filter({ hasText: name('Wasserschaden') });
  await closed.getByRole('button', { name: /^Wieder öffnen/ }).click();
  await expect(closed).toHaveCount(0);

  await as(booker);
  for (const [path, state] of [[request, 'Abgelehnt'], [booking, 'Abgesagt']]) {
    await page.goto(path);
    await expect(page.getByText(state, { exact: false }).first()).toBeVisible();
  }
  await page.goto('/bookings/waiting');
  const wish = page.getByRole('listitem').filter({ hasText: 'Stille Post' }).filter({ hasText: '15:00–17:00' });
  await expect(wish.first()).toBeVisible();
});
