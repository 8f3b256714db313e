import type { Page } from '@playwright/test';
import { awake, expect, expectAccessible, iso, mailsTo, nextMailTo, openDay, signIn, test } from '../fixtures';

const keeper = 'raum@example.org';
// Both projects use rooms of their own; some are taken at some hours of the day.
const rooms: Record<string, string[]> = {
  js: ['stille-post', 'vr-raum', 'ki-labor', 'schaltsaal-west'],
  'no-js': ['trafo', 'ideenkueche', 'funkenlabor', 'schaltsaal-ost'],
};

/** The wall clock in the houses: a date, and hours and minutes, rounded up to the next quarter of an hour. */
function soon(minutes = 0): { date: string; time: string } {
  const quarter = 15 * 60_000;
  const at = new Date(Math.ceil((Date.now() + 20_000) / quarter) * quarter + minutes * 60_000);
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' });
  const [date, time] = parts.format(at).split(' ');
  return { date, time };
}

/** Books whichever of some rooms is free from the next quarter of an hour on: a keeper may, whatever the hour. */
async function bookNow(page: Page, title: string, slugs: string[]): Promise<{ slug: string; booking: string; date: string }> {
  const [from, until] = [soon(), soon(30)];
  for (const slug of slugs) {
    await page.goto(`/bookings/new?space=${slug}&date=${from.date}&from=${from.time}&until=${until.time}&people=2`);
    await awake(page);
    // Where the room is taken there is nothing to fill in.
    const what = page.getByLabel('Wofür?');
    if (!(await what.isVisible())) continue;
    await what.fill(title);
    const exception = page.getByLabel('Warum machen Sie eine Ausnahme?');
    if (await exception.isVisible()) await exception.fill('Probe');
    await page.getByRole('button', { name: 'Raum buchen' }).click();
    await page.waitForLoadState();
    if (/\/bookings\/[0-9a-f-]{36}/.test(page.url())) {
      return { slug, booking: new URL(page.url()).pathname, date: from.date };
    }
  }
  throw new Error(`none of ${slugs.join(', ')} is free now`);
}

test('whoever booked says at the door that she is here, and her keeper sees it', async ({ page }, info) => {
  const title = `Stehung ${info.project.name}`;
  await signIn(page, keeper);
  const { slug, booking, date } = await bookNow(page, title, rooms[info.project.name]);

  await page.goto('/keeper');
  await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Heute');
  // Just before midnight what comes next is tomorrow's.
  const plan = `/keeper?date=${date}`;
  await page.goto(plan);
  await awake(page);
  await expectAccessible(page);
  const row = page.locator('.order__date').filter({ hasText: title });
  await expect(row).toContainText('wird erwartet');

  // Nothing of it is told to whoever passes by.
  const sign = await (await fetch(new URL(`/spaces/${slug}/door`, page.url()))).text();
  expect(sign).not.toContain(title);
  await page.goto(`/spaces/${slug}/door`);
  await expect(page.getByRole('img', { name: /Code, um Ihre Ankunft zu melden/ })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expectAccessible(page);

  await page.goto(`/spaces/${slug}/check-in`);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ich bin da' }).click();
  await expect(page.getByRole('status')).toContainText('Sie sind');
  await expectAccessible(page);

  await page.goto(plan);
  await expect(row).toContainText('da seit');
  await row.getByRole('button', { name: /^Doch nicht da/ }).click();
  await expect(page.getByRole('status')).toContainText('noch nicht da');
  // Together with others, by a tick.
  await row.getByRole('checkbox').check();
  const several = page.getByRole('button', { name: 'Ausgewählte sind da' });
  if (await several.isVisible()) await several.click();
  else await row.getByRole('button', { name: /^Ist da/ }).click();
  await expect(row).toContainText('da seit');

  await page.goto(booking);
  await expectAccessible(page);
  await expect(page.getByText('Ankunft am Raum gemeldet').first()).toBeVisible();
});

test('the plan of a day goes on paper, black on white, a table for each house', async ({ page }) => {
  await signIn(page, keeper);
  await page.goto(`/keeper?view=week&date=${iso(new Date())}`);
  await expectAccessible(page);
  const days = page.getByRole('navigation', { name: 'Zu einem Tag' }).getByRole('link');
  await expect(days).toHaveCount(7);
  await days.last().click();
  await expect(page).toHaveURL(/#order-/);
  await page.emulateMedia({ media: 'print' });
  const tables = page.getByRole('table');
  expect(await tables.count()).toBeGreaterThan(1);
  await expect(tables.first()).toBeVisible();
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
  await expect(page.getByRole('button').filter({ visible: true })).toHaveCount(0);
  const ink = await tables.first().locator('tbody :is(th, p)').first().evaluate((cell) => getComputedStyle(cell).color);
  expect(ink).toBe('rgb(0, 0, 0)');
});

// Both projects book rooms of one house, each on a day of its own.
const burst: Record<string, Date> = { js: openDay('Tuesday', 18), 'no-js': openDay('Wednesday', 18) };

test('a keeper ticks several dates and calls them off with one message', async ({ page }, info) => {
  const booker = 'firma@example.org';
  const day = iso(burst[info.project.name]);
  const titles = ['Klausur', 'Probe'].map((name) => `${name} ${info.project.name}`);
  await signIn(page, booker);
  for (const [title, slug] of [[titles[0], 'stille-post'], [titles[1], 'trafo']]) {
    await page.goto(`/bookings/new?space=${slug}&date=${day}&from=09:00&until=11:00&people=2`);
    await awake(page);
    // Where the room is taken there is nothing to fill in.
    const what = page.getByLabel('Wofür?');
    if (!(await what.isVisible())) continue;
    await what.fill(title);
    await page.getByRole('button', { name: 'Raum buchen' }).click();
    await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  }
  await page.context().clearCookies();
  await signIn(page, keeper);
  await page.goto(`/keeper?view=week&site=kreiselhaus&date=${day}`);
  await awake(page);
  await page.getByRole('button', { name: 'Ausgewählte absagen' }).click();
  await expect(page.getByRole('alert')).toContainText('Wählen Sie mindestens eine');
  for (const title of titles) {
    await page.locator('.order__date').filter({ hasText: title }).getByRole('checkbox').check();
  }
  await page.getByRole('button', { name: 'Ausgewählte absagen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mehrere Termine absagen');
  await expect(page.getByRole('heading', { name: '2 Termine werden abgesagt' })).toBeVisible();
  await expect(page.getByText('2 Mails gehen hinaus')).toBeVisible();
  await expectAccessible(page);

  // Whoever was to come is told why, or nothing happens.
  await awake(page);
  await page.getByLabel('Warum sagen Sie ab?').fill('   ');
  await page.getByRole('button', { name: 'Termine absagen' }).click();
  await expect(page.getByRole('alert')).toContainText('warum');
  await expectAccessible(page);
  const known = await mailsTo(booker);
  await page.getByLabel('Warum sagen Sie ab?').fill('Ein Rohr ist geplatzt.');
  await page.getByRole('button', { name: 'Termine absagen' }).click();
  await expect(page.getByRole('status')).toContainText('2 Buchungen');
  await expect(page).toHaveURL(/view=week/);
  for (const title of titles) {
    await expect(page.locator('.order__date').filter({ hasText: title })).toHaveCount(0);
    const mail = await nextMailTo(booker, known, (one) => one.text.includes(title));
    expect(mail.text).toContain('Ein Rohr ist geplatzt.');
    expect(mail.calendar).toContain('METHOD:CANCEL');
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`a sign, ${scheme}`, () => {
    test.use({ colorScheme: scheme });
    for (const [width, height] of [[1280, 800], [800, 1280], [320, 640]]) {
      test(`fits a screen of ${width} by ${height}`, async ({ page }) => {
        await page.setViewportSize({ width, height });
        for (const path of ['/spaces/trafo/door', '/en/spaces/werkbank-bielefeld/door']) {
          await page.goto(path);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(wider, 'the page does not scroll sideways').toBeLessThanOrEqual(0);
          if (width > 320) {
            const higher = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
            expect(higher, 'all of it is in sight').toBeLessThanOrEqual(0);
          }
          await expectAccessible(page);
        }
      });
    }
  });
}
