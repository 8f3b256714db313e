import {
  announce,
  awake,
  expect,
  expectAccessible,
  iso,
  mailsTo,
  nextMailTo,
  openDay,
  otherBrowser,
  test,
} from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 14)), 'no-js': iso(openDay('Wednesday', 14)) };

test('who is registered brings somebody else or fewer people, and the organiser sees what happened', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const title = `Wer kommt ${kind}`;
  const address = `anna-tauscht-${kind}@example.org`;
  const overview = await announce(page, title, days[kind], [{ from: 10, seats: 5 }]);

  // The organiser chooses; what makes no sense comes back with what was typed.
  await page.goto(`${overview}/rules`);
  await page.locator('input[name=opens_time]').fill('08:00');
  await page.locator('input[name=minimum]').fill('4');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('alert')).toContainText('Geben Sie den Tag an');
  await expect(page.locator('input[name=minimum]')).toHaveValue('4');
  await expectAccessible(page);
  await page.locator('input[name=opens_time]').fill('');
  await page.locator('input[name=change_hours]').fill('24');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByText('erst 0 von mindestens 4 Personen')).toBeVisible();
  await expectAccessible(page);

  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(`${overview.replace('/manage', '')}/register`);
  await awake(guest);
  await guest.getByLabel('Ihr Name').fill('Anna Tauscht');
  await guest.getByRole('button', { name: 'Noch eine Person anmelden' }).click();
  await guest.locator('input[name=person2]').fill('Ben Bleibt');
  await guest.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await guest.getByRole('checkbox', { name: /einverstanden/ }).check();
  await guest.getByRole('main').getByRole('button', { name: 'Anmeldung senden' }).last().click();
  const link = (await nextMailTo(address)).links.find((one) => one.includes('/registrations/'))!;
  await guest.goto(link);
  await guest.getByRole('button', { name: 'Anmeldung bestätigen' }).click();
  await expect(guest.getByText('Ändern und absagen können Sie bis')).toBeVisible();
  await guest.getByRole('link', { name: 'Namen ändern oder weniger Personen' }).click();
  await expectAccessible(guest);
  await guest.locator('input[name=person1]').fill('');
  await guest.locator('input[name=person2]').fill('');
  await guest.getByRole('button', { name: 'Änderung speichern' }).click();
  await expect(guest.getByRole('alert')).toContainText('Mindestens eine Person muss bleiben');
  await expectAccessible(guest);
  const known = await mailsTo(address);
  await guest.locator('input[name=person2]').fill('Carla Kommt');
  await guest.getByRole('button', { name: 'Änderung speichern' }).click();
  await expect(guest.getByRole('status')).toContainText('Gespeichert');
  await expectAccessible(guest);
  await expect(guest.getByText('Anna Tauscht')).toHaveCount(0);
  const changed = await nextMailTo(address, known);
  expect(changed.calendar).toContain('METHOD:REQUEST');
  await visitor.close();

  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: 'Carla Kommt' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmeldung von Carla Kommt');
  await expect(page.getByText('Namen oder Personenzahl geändert')).toBeVisible();
  await expectAccessible(page);
});
