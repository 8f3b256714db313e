import { awake, expect, expectAccessible, iso, openDay, signIn, test } from '../fixtures';

// Behind everything the demo region has.
const days: Record<string, string> = { js: iso(openDay('Tuesday', 10)), 'no-js': iso(openDay('Wednesday', 10)) };

test('a university announces an event in a room, and a taken room changes nothing', async ({ page }, info) => {
  const title = `Werkstattgespräch ${info.project.name}`;
  const date = days[info.project.name];
  await signIn(page, 'hochschule@example.org');

  await page.goto('/manage/events');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Neue Veranstaltung' }).click();
  await expectAccessible(page);
  await page.locator('input[name=title_de]').fill(title);
  await page.locator('textarea[name=summary_de]').fill('Ein Gespräch über Räume.');
  // One dimension is asked for; without it everything typed is still there.
  await page.getByRole('button', { name: 'Entwurf speichern' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('input[name=title_de]')).toHaveValue(title);
  await page.getByLabel('Ausdehnung').check();
  await page.getByRole('button', { name: 'Entwurf speichern' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const overview = new URL(page.url()).pathname;

  // A draft is nobody's business.
  const publicPage = overview.replace('/manage', '');
  expect((await fetch(new URL(publicPage, page.url()))).status).toBe(404);

  await addSession(page, date, '17:00', '18:00', 'ki-labor');
  await expect(page).toHaveURL(new RegExp(`${overview}$`));
  await expect(page.getByText('KI-Labor').first()).toBeVisible();

  // The same room at the same time: refused, with what was typed and what would work.
  await addSession(page, date, '17:30', '18:30', 'ki-labor');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Beginn')).toHaveValue('17:30');
  await expectAccessible(page);

  await page.goto(overview);
  await awake(page);
  await page.getByRole('button', { name: 'Veröffentlichen' }).click();
  await expect(page.getByText('veröffentlicht').first()).toBeVisible();
  await expectAccessible(page);
  expect((await fetch(new URL(publicPage, page.url()))).status).toBe(200);

  async function addSession(page: import('@playwright/test').Page, date: string, from: string, until: string, room: string) {
    await page.goto(overview);
    await page.getByRole('link', { name: 'Programmteil hinzufügen' }).click();
    await page.getByLabel('Tag').fill(date);
    await page.getByLabel('Beginn').fill(from);
    await page.getByLabel('Ende').fill(until);
    await page.locator('select[name=space]').selectOption(room);
    await page.locator('input[name=capacity]').fill('12');
    await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
  }
});

test('a description is looked at before it is saved, and shown as it was meant', async ({ page }, info) => {
  const title = `Ablaufplan ${info.project.name}`;
  await signIn(page, 'hochschule@example.org');
  await page.goto('/manage/events/new');
  await page.locator('input[name=title_de]').fill(title);
  await page.locator('textarea[name=summary_de]').fill('Ein Tag mit Ablauf.');
  await page.locator('textarea[name=description_de]').fill('# Ablauf\n\n- *Löten*\n- Messen\n\n<b>nicht fett</b>');
  await page.getByLabel('Unternehmen', { exact: true }).check();
  await page.getByRole('button', { name: 'Vorschau' }).click();
  const look = page.getByRole('region', { name: 'Vorschau der Beschreibung' });
  await expect(look.getByRole('heading', { name: 'Ablauf' })).toBeVisible();
  await expect(look.getByRole('listitem')).toHaveText(['Löten', 'Messen']);
  await expect(look.getByText('<b>nicht fett</b>')).toBeVisible();
  await expect(page.locator('input[name=title_de]')).toHaveValue(title);
  await expect(page.getByLabel('Unternehmen', { exact: true })).toBeChecked();
  await expectAccessible(page);
});

test('who speaks gets a portrait, one person after the other', async ({ page }) => {
  await signIn(page, 'hochschule@example.org');
  await page.goto('/manage/events/roboter-ohne-zaun/sessions/new');
  const first = page.getByRole('group', { name: 'Person 1' });
  await first.getByLabel('Name').fill('Anna Beispiel');
  await page.getByRole('button', { name: 'Weitere Person' }).click();
  await expect(first.getByLabel('Name')).toHaveValue('Anna Beispiel');
  await expect(page.getByRole('group', { name: 'Person 2' })).toBeVisible();
  await expectAccessible(page);
});

test('parallel sessions stand side by side where there is room, and in a list on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/events/lange-nacht-der-neuen-raeume');
  await page.getByRole('navigation', { name: 'Ansicht des Programms' }).getByRole('link', { name: 'nebeneinander' }).click();
  const grid = page.getByRole('table', { name: /auf einen Blick/ });
  await expect(grid.getByRole('link', { name: 'Löten für alle' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 4, name: 'Löten für alle' })).toBeHidden();
  await page.setViewportSize({ width: 320, height: 800 });
  await expect(grid).toBeHidden();
  await expect(page.getByRole('heading', { level: 4, name: 'Löten für alle' })).toBeVisible();
});
