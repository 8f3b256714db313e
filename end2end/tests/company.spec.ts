import { awake, expect, expectAccessible, mailsTo, nextMailTo, signIn, test } from '../fixtures';

// Both projects talk to one server: each books in a room of its own.
const rooms: Record<string, string> = { js: 'ideenkueche', 'no-js': 'speicherboden' };

test('a company books a room, moves it and calls it off, and its calendar hears of each', async ({ page }, info) => {
  const room = rooms[info.project.name];
  const address = 'firma@example.org';
  await signIn(page, address);

  // The first of the free times the room's page offers.
  await page.goto(`/spaces/${room}`);
  await expectAccessible(page);
  await page.getByRole('main').locator('a[href*="/bookings/new"][href*="from="]').first().click();
  await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Raum buchen');
  const from = await page.getByLabel('Von', { exact: true }).inputValue();
  // What is free may be shorter than an hour.
  const until = await page.getByLabel('Bis', { exact: true }).inputValue();
  if (oneHourLater(from) < until) await page.getByLabel('Bis', { exact: true }).fill(oneHourLater(from));
  await page.getByLabel('Wie viele Personen kommen?').fill('6');
  await page.getByRole('button', { name: /prüfen/i }).click();
  await expect(page.getByText('Frei', { exact: true })).toBeVisible();
  await expectAccessible(page);

  // What was typed survives a refusal: the purpose is missing.
  await awake(page);
  await page.getByLabel('Nachricht an die Raumverwaltung').fill('Wir bringen einen Hund mit.');
  await page.getByLabel('Wofür?').fill('   ');
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Nachricht an die Raumverwaltung')).toHaveValue('Wir bringen einen Hund mit.');
  await expectAccessible(page);

  const known = await mailsTo(address);
  await awake(page);
  await page.getByLabel('Wofür?').fill(`Probe ${info.project.name}`);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  await expectAccessible(page);
  const booking = new URL(page.url()).pathname;
  const ours = (method: string) => (mail: { calendar: string | null; text: string }) =>
    !!mail.calendar?.includes(`METHOD:${method}`) && mail.text.includes(`Probe ${info.project.name}`);
  const booked = await nextMailTo(address, known, ours('REQUEST'));
  expect(booked.calendar).toContain('SEQUENCE:0');
  const uid = booked.calendar!.match(/UID:(\S+)/)![1];

  // Somebody else sees that it is taken, and nothing more.
  const stranger = await (await fetch(new URL(`/spaces/${room}.ics`, page.url()))).text();
  expect(stranger).not.toContain(`Probe ${info.project.name}`);
  expect((await fetch(new URL(booking, page.url()), { redirect: 'manual' })).status).not.toBe(200);

  // A week later at the same time; if that is taken the page offers what is free.
  await page.goto(`${booking}/move`);
  await awake(page);
  const free = await nextFree(page, room);
  await page.getByLabel('Tag', { exact: true }).fill(free.date);
  await page.getByLabel('Von', { exact: true }).fill(free.from);
  await page.getByLabel('Bis', { exact: true }).fill(oneHourLater(free.from));
  await page.getByRole('button', { name: /prüfen/i }).click();
  await expect(page.getByText('Frei', { exact: true })).toBeVisible();
  await awake(page);
  await page.getByRole('button', { name: 'Buchung ändern' }).click();
  await expect(page).toHaveURL(new RegExp(`${booking}`));
  const moved = await nextMailTo(address, [...known, booked], ours('REQUEST'));
  expect(moved.calendar).toContain(`UID:${uid}`);
  expect(moved.calendar).toContain('SEQUENCE:1');

  await page.goto(`${booking}/cancel`);
  await expectAccessible(page);
  await page.getByRole('main').getByRole('button', { name: /absagen/i }).click();
  await expect(page.getByText('abgesagt').first()).toBeVisible();
  const cancelled = await nextMailTo(address, [...known, booked, moved], ours('CANCEL'));
  expect(cancelled.calendar).toContain(`UID:${uid}`);
  expect(cancelled.calendar).toContain('SEQUENCE:2');
});

test('a wish that cannot be says why and what would work instead', async ({ page }) => {
  // Sunday at three in the morning, for more people than fit.
  await page.goto('/bookings/new?space=trafo&date=2027-01-03&from=03:00&until=04:00&people=500');
  const main = page.getByRole('main');
  await expect(main.getByText(/geschlossen|geöffnet/i).first()).toBeVisible();
  await expect(main.getByText(/28/).first()).toBeVisible();
  await expectAccessible(page);
});

/** `09:15` → `10:15` */
function oneHourLater(time: string): string {
  const [hour, minute] = time.split(':');
  return `${String(Number(hour) + 1).padStart(2, '0')}:${minute}`;
}

/** The last free time the room's page offers: another one than the first, which was booked. */
async function nextFree(page: import('@playwright/test').Page, room: string) {
  const text = await (await page.request.get(`/spaces/${room}`)).text();
  const links = [...text.matchAll(/\/bookings\/new\?[^"]*/g)].map((match) => match[0].replaceAll('&amp;', '&'));
  const query = links.map((link) => new URL(link, 'http://x').searchParams).filter((query) => query.has('from'));
  const last = query.at(-1)!;
  return { date: last.get('date')!, from: last.get('from')! };
}
