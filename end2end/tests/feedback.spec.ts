import { announce, expect, expectAccessible, iso, openDay, test } from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 15)), 'no-js': iso(openDay('Wednesday', 15)) };

test('an organiser switches feedback on, asks a question of her own and sees how it looks', async ({ page }, info) => {
  const overview = await announce(page, `Rückmeldung ${info.project.name}`, days[info.project.name], [{ from: 10 }]);
  await page.goto(overview);
  await page.getByRole('link', { name: 'Rückmeldung', exact: true }).click();
  await expect(page.getByText('Ausgeschaltet: Niemand wird gefragt.')).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Was sollte besser werden?').uncheck();
  await page.getByText('Eigene Frage 1').click();
  await page.locator('select[name=own1_kind]').selectOption({ label: 'Auswahl' });
  await page.locator('input[name=own1_label_de]').fill('Wie lang war es?');
  await page.locator('textarea[name=own1_options_de]').fill('zu lang');
  await page.getByRole('button', { name: 'Rückmeldung einschalten' }).click();
  await expect(page.getByRole('alert')).toContainText('Geben Sie 2 bis 10 Möglichkeiten an');
  await expect(page.locator('input[name=own1_label_de]')).toHaveValue('Wie lang war es?');
  await expectAccessible(page);

  await page.locator('textarea[name=own1_options_de]').fill('zu lang\ngerade richtig');
  await page.getByRole('button', { name: 'Rückmeldung einschalten' }).click();
  await expect(page.getByRole('status')).toContainText('eingeschaltet');
  await page.getByRole('link', { name: 'Mail und Formular ansehen' }).click();
  await expect(page.getByRole('group', { name: 'Wie lang war es?' }).getByLabel('gerade richtig')).toBeVisible();
  await expect(page.getByText('Was sollte besser werden?')).toHaveCount(0);
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Rückmeldung', exact: true }).first().click();
  await page.getByRole('button', { name: 'Rückmeldung ausschalten' }).click();
  await expect(page.getByRole('status')).toContainText('ausgeschaltet');
});

test('a link nobody was mailed opens nothing', async ({ page }) => {
  const answer = await page.goto('/survey/geraten');
  expect(answer?.status()).toBe(404);
  await expectAccessible(page);
});
