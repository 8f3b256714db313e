import { announce, awake, expect, expectAccessible, iso, nextMailTo, openDay, otherBrowser, test } from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 23)), 'no-js': iso(openDay('Wednesday', 23)) };

test('a group registers by its link to seats that are kept for it until they are released', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const anna = `anna-partner-${kind}@example.org`;
  const overview = await announce(page, `Vorab ${kind}`, days[kind], [{ from: 10, seats: 2 }]);
  const event = overview.replace('/manage', '');

  // The organiser keeps both seats; a form that asks for more comes back with everything in it.
  await page.goto(overview);
  await page.getByRole('link', { name: 'Links für Gruppen und reservierte Plätze' }).click();
  await expect(page.getByText('Es gibt noch keinen Link.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Neuer Link' }).click();
  await expectAccessible(page);
  await page.getByLabel('Name der Gruppe').fill('Partnerunternehmen');
  await page.getByLabel('Plätze für die Gruppe').fill('3');
  await page.getByLabel('Reserviert bis (Tag)').fill(iso(openDay('Tuesday', 22)));
  await page.getByRole('button', { name: 'Link anlegen' }).click();
  await expect(page.getByRole('alert')).toContainText('Höchstens 2 Plätze');
  await expect(page.getByLabel('Name der Gruppe')).toHaveValue('Partnerunternehmen');
  await expectAccessible(page);
  await page.getByLabel('Plätze für die Gruppe').fill('2');
  await page.getByRole('button', { name: 'Link anlegen' }).click();
  await expect(page.getByRole('status')).toContainText('Der Link ist angelegt.');
  await expectAccessible(page);
  const address = (await page.getByText('/register?access=').textContent())!.trim();

  // Whoever has the link registers; everybody else can wait.
  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(event);
  await expect(guest.getByText('2 Plätze für Gruppen reserviert')).toBeVisible();
  await expectAccessible(guest);
  await guest.goto(address);
  await awake(guest);
  await expect(guest.getByText('über den Link für „Partnerunternehmen“')).toBeVisible();
  await expectAccessible(guest);
  await guest.getByLabel('Ihr Name').fill('Anna Partner');
  await guest.getByRole('button', { name: 'Noch eine Person anmelden' }).click();
  await expect(guest.getByText('über den Link für „Partnerunternehmen“')).toBeVisible();
  await guest.getByLabel('Ihre E-Mail-Adresse').fill(anna);
  await guest.getByRole('checkbox', { name: /einverstanden/ }).check();
  await guest.getByRole('main').getByRole('button', { name: 'Anmeldung senden' }).last().click();
  await expect(guest).toHaveURL(/\/registrations\/sent/);
  await nextMailTo(anna);

  // What is left is released, and the link ends.
  await page.getByRole('link', { name: 'Link für „Partnerunternehmen“ ändern' }).click();
  await expect(page.getByText('1 von 2 reservierten Plätzen sind vergeben.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /Jetzt freigeben/ }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ja, freigeben' }).click();
  await expect(page.getByRole('status')).toContainText('freigegeben');
  await guest.goto(event);
  await expect(guest.getByText('noch 1 Platz').first()).toBeVisible();
  await page.getByRole('link', { name: 'Link für „Partnerunternehmen“ ändern' }).click();
  await page.getByRole('button', { name: 'Link beenden' }).click();
  await page.getByRole('button', { name: 'Ja, beenden' }).click();
  await expect(page.getByText('beendet', { exact: true })).toBeVisible();
  await guest.goto(address);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Dieser Link gilt nicht');
  await expectAccessible(guest);
  await guest.getByRole('link', { name: 'Ohne Link anmelden' }).click();
  await expect(guest.getByLabel('Ihr Name')).toBeVisible();
  await visitor.close();
});
