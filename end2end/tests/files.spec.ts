// A citizen answers with a file: nothing is lost when something else is wrong, and the organiser fetches it.

import { announce, expect, expectAccessible, iso, nextMailTo, openDay, otherBrowser, test } from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 21)), 'no-js': iso(openDay('Wednesday', 21)) };

test('a file is sent once, kept, fetched and replaced', async ({ page, browser }, info) => {
  const address = `dora-datei-${info.project.name}@example.org`;
  const overview = await announce(page, `Datei ${info.project.name}`, days[info.project.name], [{ from: 10 }]);
  await page.goto(`${overview}/form`);
  await page.getByRole('link', { name: 'Datei', exact: true }).click();
  await expectAccessible(page);
  await page.locator('textarea[name=label_de]').fill('Ihr Lebenslauf');
  await page.locator('textarea[name=purpose_de]').fill('damit wir Gruppen bilden');
  await page.getByLabel('Muss beantwortet werden').check();
  await page.getByLabel('reiner Text (.txt)').check();
  await page.getByRole('button', { name: 'Frage hinzufügen' }).click();
  await expect(page.getByRole('status')).toContainText('hinzugefügt');

  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(`${overview.replace('/manage', '')}/register`);
  await expectAccessible(guest);
  const text = (name: string, words: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) });
  await guest.getByLabel('Ihr Name').fill('Dora Datei');
  await guest.getByLabel('Ihre E-Mail-Adresse').fill('dora@');
  await guest.getByLabel('Ihr Lebenslauf').setInputFiles(text('Lebenslauf.txt', 'Ich war überall.'));
  await guest.locator('input[name=consent]').check();
  await guest.locator('main form').evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await guest.getByRole('button', { name: 'Anmeldung senden' }).last().click();
  await expect(guest.getByText('Lebenslauf.txt, 1 kB, ist schon da.')).toBeVisible();
  await expectAccessible(guest);
  await guest.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await guest.getByRole('button', { name: 'Anmeldung senden' }).last().click();
  await expect(guest).toHaveURL(/registrations\/sent/);

  const link = (await nextMailTo(address)).links.find((one) => one.includes('/registrations/'))!;
  await guest.goto(link);
  await guest.getByRole('button', { name: 'Anmeldung bestätigen' }).click();
  const [fetched] = await Promise.all([
    guest.waitForEvent('download'),
    guest.getByRole('link', { name: 'Lebenslauf.txt (1 kB)' }).click(),
  ]);
  expect(fetched.suggestedFilename()).toBe('Lebenslauf.txt');
  await guest.goto(`${link}/change`);
  await expectAccessible(guest);
  await guest.getByLabel('Ihr Lebenslauf').setInputFiles(text('Neu.txt', 'Ich war zu Hause.'));
  await guest.getByRole('button', { name: 'Änderung speichern' }).click();
  await expect(guest.getByRole('link', { name: 'Neu.txt (1 kB)' })).toBeVisible();
  await visitor.close();
});
