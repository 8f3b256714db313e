import { awake, expect, expectAccessible, nextMailTo, test } from '../fixtures';

const EVENT = '/events/digitale-patientenakte-fragen-sie';

test('a citizen registers without an account, confirms by mail, and can call it off', async ({ page }, info) => {
  const address = `buergerin-${info.project.name}@example.org`;
  await page.goto('/events');
  await page.getByRole('link', { name: 'Digitale Patientenakte: Fragen Sie' }).click();
  await expectAccessible(page);
  await page.getByRole('main').getByRole('link', { name: /anmelden/i }).first().click();
  await awake(page);
  await expectAccessible(page);

  // Everything typed survives a refusal: without consent nothing is kept.
  const sessions = page.getByRole('radio');
  if ((await sessions.count()) > 0) await sessions.first().check();
  await page.getByLabel('Ihr Name').fill('Änne Bürgerin');
  await page.getByRole('button', { name: 'Noch eine Person anmelden' }).click();
  await expect(page.getByLabel('Ihr Name')).toHaveValue('Änne Bürgerin');
  await page.locator('input[name=person2]').fill('Käthe Bürgerin');
  await page.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await page.getByRole('checkbox', { name: /einverstanden/ }).check();
  await page.getByRole('main').getByRole('button', { name: 'Anmeldung senden' }).last().click();
  await expect(page).toHaveURL(/\/registrations\/sent/);
  await expectAccessible(page);

  // The link shows a page with a button: a scanner that follows it confirms nothing.
  const pending = await nextMailTo(address);
  const link = pending.links.find((one) => one.includes('/registrations/'))!;
  await fetch(link);
  await page.goto(link);
  await expectAccessible(page);
  await page.getByRole('button', { name: /bestätigen/i }).click();
  await expect(page.getByRole('listitem').filter({ hasText: /^Käthe Bürgerin$/ })).toBeVisible();
  const confirmed = await nextMailTo(address, [pending]);
  expect(confirmed.calendar).toContain('METHOD:REQUEST');
  // RFC 5545 3.1 folds long lines.
  expect(confirmed.calendar!.replaceAll(/\r?\n[ \t]/g, '')).toContain(`mailto:${address}`);

  await page.goto(link);
  await page.getByRole('button', { name: /absagen/i }).click();
  await page.getByRole('main').getByRole('button', { name: /absagen/i }).first().click();
  const cancelled = await nextMailTo(address, [pending, confirmed]);
  expect(cancelled.calendar).toContain('METHOD:CANCEL');
});

test('a full session says so and offers to wait', async ({ page }) => {
  await page.goto('/events/saatgut-von-morgen');
  await expect(page.getByText('ausgebucht').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Auf die Warteliste' })).toBeVisible();
  await expectAccessible(page);
});

test('an event tells machines what it tells people', async ({ page }) => {
  await page.goto(EVENT);
  const json = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent())!);
  expect(json['@type']).toBe('Event');
  expect(json.name).toBe('Digitale Patientenakte: Fragen Sie');
  expect(json.startDate).toMatch(/^\d{4}-\d\d-\d\dT18:00:00\+0[12]:00$/);
  expect(JSON.stringify(json.location)).toContain('Gütersloh');
  const calendar = await page.request.get(`${EVENT}.ics`);
  expect(calendar.headers()['content-type']).toContain('text/calendar');
  expect(await calendar.text()).toContain('BEGIN:VTIMEZONE');
});
