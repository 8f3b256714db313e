import { draft, expect, expectAccessible, iso, later, openDay, test } from '../fixtures';

const firsts: Record<string, Date> = { js: openDay('Tuesday', 26, 3), 'no-js': openDay('Wednesday', 26, 3) };

test('an event is repeated in a series, every date seen first, and published at once', async ({ page }, info) => {
  const first = firsts[info.project.name];
  const title = `Wiederholung ${info.project.name}`;
  const overview = await draft(page, title);
  await page.goto(`${overview}/sessions/new`);
  await page.getByLabel('Tag').fill(iso(first));
  await page.getByLabel('Beginn').fill('16:00');
  await page.getByLabel('Ende').fill('17:00');
  await page.locator('select[name=space] option').nth(1).evaluate((option) => ((option as HTMLOptionElement).selected = true));
  await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
  await expect(page).toHaveURL(new RegExp(`${overview}$`));

  // From the very day on: the first one is in its own way, and not ticked.
  await page.getByRole('link', { name: 'Wiederholen' }).click();
  await expectAccessible(page);
  await page.getByLabel('Erster neuer Termin').fill(iso(first));
  await page.getByLabel('Zahl der Termine').fill('3');
  await page.getByRole('button', { name: 'Termine ansehen' }).click();
  const ticks = page.locator('input[name=take]');
  await expect(ticks).toHaveCount(3);
  await expect(ticks.first()).not.toBeChecked();
  await expectAccessible(page);
  await ticks.first().check();
  await page.getByRole('button', { name: 'Entwürfe anlegen' }).click();
  await expect(page.getByRole('alert')).toContainText('Es wurde nichts angelegt');
  await expect(ticks.first()).toBeChecked();
  await expectAccessible(page);
  await ticks.first().uncheck();
  await page.getByRole('button', { name: 'Entwürfe anlegen' }).click();
  await expect(page.getByRole('status')).toContainText('Angelegt');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Alle Entwürfe dieser Reihe veröffentlichen' }).click();
  await expect(page.getByRole('status')).toContainText('Veröffentlicht');
  await page.getByRole('link', { name: 'Öffentliche Seite' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(3);
  await expectAccessible(page);
  await page.getByRole('link', { name: title }).nth(1).click();
  await expect(page.getByText('Teil der Reihe')).toBeVisible();
  await expect(page.locator(`time[datetime^="${iso(later(first, 14))}"]`).first()).toBeVisible();
  await expectAccessible(page);
});
