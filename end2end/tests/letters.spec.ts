import {
  announce,
  awake,
  draft,
  expect,
  expectAccessible,
  iso,
  mailsTo,
  nextMailTo,
  openDay,
  otherBrowser,
  test,
} from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 13)), 'no-js': iso(openDay('Wednesday', 13)) };

test('an organiser writes to those who come, sees the mail before, and sends it once', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const [title, anna] = [`Post ${kind}`, `anna-post-${kind}@example.org`];
  const overview = await announce(page, title, days[kind], [{ from: 10 }]);

  // Nobody is registered yet.
  await page.getByRole('link', { name: 'Nachricht schreiben' }).click();
  await expect(page.getByText('Noch ist niemand angemeldet')).toBeVisible();
  await expectAccessible(page);

  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(overview.replace('/manage', ''));
  await guest.getByRole('main').locator('a[href*="/register"]').first().click();
  await awake(guest);
  await guest.getByLabel('Ihr Name').fill('Anna Post');
  await guest.getByLabel('Ihre E-Mail-Adresse').fill(anna);
  await guest.getByRole('checkbox', { name: /einverstanden/ }).check();
  await guest.getByRole('main').getByRole('button', { name: 'Anmeldung senden' }).last().click();
  const asked = await nextMailTo(anna);
  await guest.goto(asked.links.find((link) => link.includes('/registrations/'))!);
  await guest.getByRole('button', { name: 'Anmeldung bestätigen' }).click();
  await visitor.close();

  // What is refused keeps what was typed.
  await page.goto(`${overview}/messages`);
  await expect(page.getByLabel('An wen')).toHaveValue('confirmed');
  await page.getByLabel('Betreff').fill(' ');
  await page.getByLabel('Text').fill('Guten Tag,\n\nbitte bringen Sie <einen> Laptop mit.');
  await page.getByRole('button', { name: 'Ansehen' }).click();
  await expect(page.getByRole('alert')).toContainText('Betreff');
  await expect(page.getByLabel('Text')).toHaveValue('Guten Tag,\n\nbitte bringen Sie <einen> Laptop mit.');
  await expectAccessible(page);
  await page.getByLabel('Betreff').fill('Was Sie mitbringen');
  await page.getByRole('button', { name: 'Ansehen' }).click();
  await expect(page.getByText('Angemeldet: 1 Person')).toBeVisible();
  await expect(page.getByText('bitte bringen Sie <einen> Laptop mit.')).toBeVisible();
  await expectAccessible(page);

  // Back and forth nothing is lost.
  await page.getByRole('button', { name: 'Ändern' }).click();
  await expect(page.getByLabel('Betreff')).toHaveValue('Was Sie mitbringen');
  await page.getByRole('button', { name: 'Ansehen' }).click();
  const known = await mailsTo(anna);
  await page.getByRole('button', { name: 'An 1 Person senden' }).click();
  await expect(page.getByRole('status')).toContainText('an 1 Person unterwegs');
  await expectAccessible(page);
  const mail = await nextMailTo(anna, known);
  expect(mail.subject).toBe('Was Sie mitbringen');
  expect(mail.text).toContain('bitte bringen Sie <einen> Laptop mit.');
  expect(mail.calendar).toBeNull();
  await page.getByText('Text lesen').click();
  await expect(page.getByText('bitte bringen Sie <einen> Laptop mit.')).toBeVisible();
});

test('an organiser chooses when participants are reminded', async ({ page }, info) => {
  await draft(page, `Erinnern ${info.project.name}`);
  await page.getByRole('link', { name: 'Regeln der Anmeldung' }).click();
  await expect(page.getByLabel('1 Tag vorher erinnern')).toBeChecked();
  await page.getByLabel('7 Tage vorher erinnern').check();
  await page.getByLabel('1 Tag vorher erinnern').uncheck();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Speichern' }).click();
  await page.getByRole('link', { name: 'Regeln der Anmeldung' }).click();
  await expect(page.getByLabel('7 Tage vorher erinnern')).toBeChecked();
  await expect(page.getByLabel('1 Tag vorher erinnern')).not.toBeChecked();
});
