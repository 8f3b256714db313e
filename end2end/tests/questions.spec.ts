import type { Page } from '@playwright/test';
import { announce, awake, expect, expectAccessible, iso, nextMailTo, openDay, otherBrowser, test } from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 14)), 'no-js': iso(openDay('Wednesday', 14)) };

/** Asks one more question: opens its form by its kind, fills in what is given, and adds it. */
async function ask(page: Page, form: string, kind: string, fill: () => Promise<void>): Promise<void> {
  await page.goto(form);
  await page.getByRole('link', { name: kind, exact: true }).click();
  await fill();
  await page.getByRole('button', { name: 'Frage hinzufügen' }).click();
  await expect(page.getByRole('status')).toContainText('hinzugefügt');
}

const main = (page: Page) => page.getByRole('main');

test('an organiser asks, a citizen answers, changes it, and the organiser reads it', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const address = `frieda-fragt-${kind}@example.org`;
  const overview = await announce(page, `Fragen ${kind}`, days[kind], [{ from: 10 }]);
  await page.goto(overview);
  await page.getByRole('link', { name: 'Fragen bei der Anmeldung' }).click();
  await expectAccessible(page);
  const form = `${overview}/form`;

  // A question without words comes back with all that was typed.
  await page.getByRole('link', { name: 'Eine Auswahl', exact: true }).click();
  await expectAccessible(page);
  await page.locator('textarea[name=label_de]').fill('Was essen Sie?');
  await page.locator('textarea[name=options_de]').fill('Gemüse');
  await page.locator('textarea[name=purpose_de]').fill('damit die Küche passend kocht');
  await page.getByLabel('Muss beantwortet werden').check();
  await page.getByLabel('für jede Person, die kommt').check();
  await page.getByRole('button', { name: 'Frage hinzufügen' }).click();
  await expect(page.getByRole('alert')).toContainText('zwei bis zwanzig');
  await expectAccessible(page);
  await expect(page.locator('textarea[name=label_de]')).toHaveValue('Was essen Sie?');
  await page.locator('textarea[name=options_de]').fill('Gemüse\nFisch');
  await page.getByRole('button', { name: 'Frage hinzufügen' }).click();
  await expect(page.getByRole('status')).toContainText('hinzugefügt');
  await ask(page, form, 'Kurzer Text', async () => {
    await page.locator('textarea[name=label_de]').fill('Welchen Fisch?');
    await page.locator('textarea[name=purpose_de]').fill('zum Einkaufen');
    await page.getByLabel('Muss beantwortet werden').check();
    await page.getByLabel('für jede Person, die kommt').check();
    await page.getByLabel('Nur nach dieser Antwort').selectOption({ label: 'Fisch' });
  });
  await ask(page, form, 'Zahl', async () => {
    await page.locator('textarea[name=label_de]').fill('Wie viele Stunden bleiben Sie?');
    await page.locator('textarea[name=purpose_de]').fill('zum Planen');
    await page.locator('input[name=most]').fill('8');
    await page.getByLabel('mit der Teilnahmeliste').check();
  });
  await ask(page, form, 'Einwilligung', async () => {
    await page.locator('textarea[name=label_de]').fill('Ich bin mit Fotos einverstanden.');
    await page.locator('textarea[name=purpose_de]').fill('für die Zeitung');
  });
  await page.getByRole('button', { name: /^Nach oben Ich bin mit Fotos/ }).click();
  await expect(page.getByRole('status')).toContainText('Reihenfolge');
  await expectAccessible(page);

  // The preview is the form of a citizen; nothing comes of it.
  await page.getByRole('link', { name: 'So sieht es aus' }).click();
  await expectAccessible(page);
  await awake(page);
  await main(page).getByRole('button', { name: 'Noch eine Person' }).click();
  await expect(main(page).getByRole('group', { name: '2. Person' })).toBeVisible();
  await expectAccessible(page);

  // A citizen: what depends on an answer is hidden until it is given, and named when it is missing.
  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(`${overview.replace('/manage', '')}/register`);
  await expectAccessible(guest);
  await awake(guest);
  const fish = guest.getByLabel('Welchen Fisch?');
  await expect(fish).toBeHidden();
  await guest.getByLabel('Ihr Name').fill('Frieda Fragt');
  await guest.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await guest.getByLabel('Fisch', { exact: true }).check();
  await expect(fish).toBeVisible();
  await expect(guest.getByText('Nur wenn Sie „Fisch“ gewählt haben')).toBeVisible();
  await guest.getByLabel(/Wie viele Stunden/).fill('neun');
  await guest.getByRole('checkbox', { name: /Angaben für diese Veranstaltung/ }).check();
  await guest.getByRole('button', { name: 'Anmeldung senden' }).last().click();
  await expect(guest.getByRole('alert')).toContainText('Welchen Fisch?');
  await expect(guest.getByRole('alert')).toContainText('Geben Sie eine Zahl an');
  await expect(guest.getByLabel(/Wie viele Stunden/)).toHaveValue('neun');
  await expect(guest.getByLabel('Fisch', { exact: true })).toBeChecked();
  await expectAccessible(guest);
  await guest.getByRole('link', { name: /Welchen Fisch/ }).click();
  await fish.fill('Hering');
  await guest.getByLabel(/Wie viele Stunden/).fill('2,5');
  await guest.getByRole('checkbox', { name: 'Ich bin mit Fotos einverstanden.' }).check();
  await guest.getByRole('button', { name: 'Anmeldung senden' }).last().click();
  await expect(guest).toHaveURL(/\/registrations\/sent/);

  // By the link she sees what she answered, and changes it. The mail keeps quiet about what is deleted the day after.
  const link = (await nextMailTo(address)).links.find((one) => one.includes('/registrations/'))!;
  await guest.goto(link);
  await guest.getByRole('button', { name: 'Anmeldung bestätigen' }).click();
  await expect(guest.getByRole('heading', { name: 'Ihre Antworten' })).toBeVisible();
  await expect(guest.getByText('Hering')).toBeVisible();
  await expectAccessible(guest);
  const mail = await nextMailTo(address, [], (one) => one.calendar !== null);
  expect(mail.text).toContain('2,5');
  expect(mail.text).not.toContain('Hering');
  await guest.getByRole('link', { name: 'Namen oder Antworten ändern' }).click();
  await expectAccessible(guest);
  await expect(guest.getByLabel('Welchen Fisch?')).toHaveValue('Hering');
  await guest.getByLabel('Gemüse').check();
  await guest.getByRole('button', { name: 'Änderung speichern' }).click();
  await expect(guest.getByRole('status')).toContainText('Gespeichert');
  await expect(guest.getByText('Hering')).toHaveCount(0);
  await visitor.close();

  // The organiser reads it, and cannot rewrite what was answered.
  await page.goto(`${overview}/registrations`);
  await expect(page.getByText('Gemüse: 1, Fisch: 0')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Frieda Fragt' }).click();
  await expect(page.getByText(/^Ja, Frieda Fragt, /)).toBeVisible();
  await expect(page.getByText('Antworten geändert')).toBeVisible();
  await expectAccessible(page);
  await page.goto(form);
  await page.getByRole('link', { name: /^Ändern Was essen Sie/ }).click();
  await expect(page.getByText('1 Antwort liegt schon vor.')).toBeVisible();
  await page.locator('textarea[name=label_de]').fill('Was möchten Sie essen?');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('status')).toContainText('neue Fassung');
  await expect(page.getByRole('heading', { name: 'Nicht mehr gestellt' })).toBeVisible();
  await page.getByRole('button', { name: /^Entfernen Wie viele Stunden/ }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ja, entfernen' }).click();
  await expect(page.getByRole('status')).toContainText('nicht mehr gestellt');
  await expectAccessible(page);
});

test('a question of one session is asked of those who choose it', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const overview = await announce(page, `Programmteile ${kind}`, days[kind], [{ from: 14 }, { from: 16 }]);
  await ask(page, `${overview}/form`, 'Datum', async () => {
    await page.locator('textarea[name=label_de]').fill('Seit wann sind Sie dabei?');
    await page.locator('textarea[name=purpose_de]').fill('zum Planen');
    await page.getByRole('group', { name: /Nur für diese Programmteile/ }).getByRole('checkbox').last().check();
  });
  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(`${overview.replace('/manage', '')}/register`);
  const since = guest.getByLabel(/Seit wann/);
  const sessions = guest.getByRole('group', { name: /Wofür möchten Sie/ }).getByRole('radio');
  await expect(since).toBeHidden();
  await sessions.first().check();
  await expect(since).toBeHidden();
  await sessions.last().check();
  await expect(since).toBeVisible();
  await expectAccessible(guest);
  await visitor.close();
});
