import {
  awake,
  expect,
  expectAccessible,
  iso,
  later,
  mailsTo,
  nextMailTo,
  offerFor,
  openDay,
  signIn,
  test,
} from '../fixtures';

const first = 'hochschule@example.org';
const waiting = 'firma@example.org';
const keeper = 'raum@example.org';
// Both projects book the same room, each on a day of its own.
const days: Record<string, Date> = { js: openDay('Tuesday', 15), 'no-js': openDay('Wednesday', 15) };

test('who waits for a taken time is written to when it is free, and books it', async ({ page }, info) => {
  const day = iso(days[info.project.name]);
  const time = `space=stille-post&date=${day}&from=14:00&until=16:00&people=2`;

  await signIn(page, first);
  await page.goto(`/bookings/new?${time}`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(`Sitzung ${info.project.name}`);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  const booking = new URL(page.url()).pathname;

  // The refused verdict leads to the list, with everything filled in.
  await page.context().clearCookies();
  await signIn(page, waiting);
  await page.goto(`/bookings/new?${time}`);
  await awake(page);
  await page.getByRole('link', { name: 'Auf die Warteliste' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Warteliste');
  await expectAccessible(page);
  await expect(page.getByLabel('Auf genau diese Zeit')).toBeChecked();
  await page.getByRole('button', { name: 'Warten' }).click();
  await expect(page.getByRole('status')).toContainText('Sie stehen auf der Liste');
  const row = page.getByRole('listitem').filter({ hasText: 'Stille Post' }).filter({ hasText: '14:00–16:00' });
  await expect(row.filter({ hasText: 'Platz 1' })).toHaveCount(1);
  const known = await mailsTo(waiting);

  // Only keepers read who waits.
  await page.goto('/keeper/waiting');
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Wer wartet');
  await page.context().clearCookies();
  await signIn(page, keeper);
  await page.goto('/keeper/waiting');
  await expect(page.getByRole('listitem').filter({ hasText: waiting }).first()).toBeVisible();
  await expectAccessible(page);

  await page.context().clearCookies();
  await signIn(page, first);
  await page.goto(`${booking}/cancel`);
  await page.locator('main').getByRole('button', { name: 'Buchung absagen' }).click();
  await expect(page.getByRole('status')).toContainText('Abgesagt');

  const mail = await nextMailTo(waiting, known, offerFor(day));
  // It is held: nobody else can have it.
  await page.goto(`/bookings/new?${time}`);
  await expect(page.getByRole('button', { name: 'Raum buchen' })).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, waiting);
  await page.goto('/bookings/waiting');
  await expect(page.getByText('Für Sie freigehalten bis').first()).toBeVisible();
  await expectAccessible(page);
  await page.goto(mail.links.find((link) => link.includes('/bookings/new?'))!);
  await awake(page);
  await expect(page.locator('.hold')).toContainText('Ihr Angebot von der Warteliste: für Sie freigehalten bis');
  await expect(page.locator('.hold').getByRole('timer')).toHaveText('');
  await page.getByLabel('Wofür?').fill(`Nachgerückt ${info.project.name}`);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  await page.goto('/bookings/waiting');
  await page.getByText('Was vorbei ist').first().click();
  await expect(row.filter({ hasText: 'gebucht' }).first()).toBeVisible();
});

test('a wish for any Tuesday afternoon is refused when one is free, and says which', async ({ page }) => {
  await signIn(page, waiting);
  await page.goto('/bookings/waiting?space=stille-post');
  await expect(page.getByLabel(/^Auf eine von mehreren Zeiten/)).toBeChecked();
  await page.getByRole('checkbox', { name: 'Dienstag' }).check();
  await page.getByLabel('Frühestens').fill('12:00');
  await page.getByLabel('Spätestens zu Ende').fill('13:00');
  await page.getByRole('spinbutton', { name: 'Personen' }).fill('2');
  await page.getByRole('button', { name: 'Warten' }).click();
  // Two hours do not fit into one; what was typed is still there.
  await expect(page.getByRole('alert')).toContainText('passt nicht zwischen diese Uhrzeiten');
  await expect(page.getByRole('checkbox', { name: 'Dienstag' })).toBeChecked();
  await expectAccessible(page);
  await page.getByLabel('Spätestens zu Ende').fill('18:00');
  await page.getByRole('button', { name: 'Warten' }).click();
  await expect(page.getByRole('alert')).toContainText('es ist frei');
  await page.getByRole('link', { name: /^Zur Buchung: Stille Post/ }).click();
  await expect(page).toHaveURL(/\/bookings\/new\?space=stille-post/);
});

test('who waits for any Tuesday afternoon gets the one that becomes free', async ({ page }, info) => {
  const day = openDay('Tuesday', info.project.name === 'js' ? 16 : 17);
  const name = `Tuesday ${info.project.name}`;
  await signIn(page, first);
  await page.goto(`/bookings/new?space=stille-post&date=${iso(day)}&from=12:00&until=18:00&people=2`);
  await awake(page);
  await page.getByLabel('Wofür?').fill(name);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  const booking = new URL(page.url()).pathname;

  await page.context().clearCookies();
  await signIn(page, waiting);
  await page.goto('/bookings/waiting?space=stille-post');
  await page.getByRole('checkbox', { name: 'Dienstag' }).check();
  await page.getByLabel('Frühestens').fill('12:00');
  await page.getByLabel('Spätestens zu Ende').fill('18:00');
  await page.getByLabel('Erster Tag').fill(iso(day));
  await page.getByLabel('Letzter Tag').fill(iso(later(day, 6)));
  await page.getByRole('spinbutton', { name: 'Personen' }).fill('2');
  await page.getByRole('button', { name: 'Warten' }).click();
  await expect(page.getByRole('status')).toContainText('Sie stehen auf der Liste');
  const known = await mailsTo(waiting);

  await page.context().clearCookies();
  await signIn(page, first);
  await page.goto(`${booking}/cancel`);
  await page.locator('main').getByRole('button', { name: 'Buchung absagen' }).click();
  await expect(page.getByRole('status')).toContainText('Abgesagt');
  const mail = await nextMailTo(waiting, known, offerFor(iso(day)));
  const way = new URL(mail.links.find((link) => link.includes('/bookings/new?'))!);
  expect(way.searchParams.get('date')).toBe(iso(day));

  // She declines, and leaves the list as she found it.
  await page.context().clearCookies();
  await signIn(page, waiting);
  await page.goto('/bookings/waiting');
  const offer = page.getByRole('listitem').filter({ has: page.locator(`a[href*="date=${iso(day)}"]`) });
  await offer.getByRole('button', { name: /^Diese Zeit passt nicht/ }).click();
  await expect(page.getByRole('status')).toContainText('Die Zeit bekommt, wer als Nächstes wartet');
});
