import { draft, expect, expectAccessible, iso, later, openDay, test } from '../fixtures';

const firsts: Record<string, Date> = { js: openDay('Tuesday', 24, 3), 'no-js': openDay('Wednesday', 24, 3) };

test('an event is copied with its room, or not at all and with what works instead', async ({ page }, info) => {
  const first = firsts[info.project.name];
  const title = `Kopie ${info.project.name}`;
  const overview = await draft(page, title);
  await page.goto(`${overview}/sessions/new`);
  await page.getByLabel('Tag').fill(iso(first));
  await page.getByLabel('Beginn').fill('10:00');
  await page.getByLabel('Ende').fill('11:00');
  await page.locator('select[name=space] option').nth(1).evaluate((option) => ((option as HTMLOptionElement).selected = true));
  await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
  await expect(page).toHaveURL(new RegExp(`${overview}$`));

  // To the same day: the room is taken, by what is copied.
  await page.getByRole('link', { name: 'Kopieren' }).click();
  await expectAccessible(page);
  await page.getByLabel('Tag des ersten Programmteils').fill(iso(first));
  await page.getByRole('button', { name: 'Termine zeigen' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Kopieren und Räume buchen' }).last().click();
  await expect(page.getByRole('alert')).toContainText('Es wurde nichts kopiert');
  await expectAccessible(page);
  await page.locator('button[name=take]').first().click();
  await expect(page.getByRole('status')).toContainText('Gebucht wird erst, wenn Sie kopieren');

  // To the week after: it is free.
  await page.getByLabel('Tag des ersten Programmteils').fill(iso(later(first, 7)));
  await page.getByRole('button', { name: 'Termine zeigen' }).click();
  await page.getByRole('button', { name: 'Kopieren und Räume buchen' }).last().click();
  await expect(page.getByRole('status')).toContainText('Das ist die Kopie');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  expect(new URL(page.url()).pathname).not.toBe(overview);
  await expectAccessible(page);

  // It is to become public by itself, at a time that makes sense.
  await page.getByText('Später veröffentlichen').click();
  await page.getByLabel('Tag').fill(iso(later(first, 30)));
  await page.getByLabel('Uhrzeit').fill('08:00');
  await page.getByRole('button', { name: 'Veröffentlichung planen' }).click();
  await expect(page.getByRole('alert')).toContainText('vor dem ersten Programmteil');
  await expectAccessible(page);
  await page.getByLabel('Tag').fill(iso(first));
  await page.getByRole('button', { name: 'Veröffentlichung planen' }).click();
  await expect(page.getByText('von selbst veröffentlicht')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Planung aufheben' }).click();
  await expect(page.getByText('Später veröffentlichen')).toBeVisible();
});
