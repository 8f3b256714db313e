import { announce, expect, expectAccessible, iso, later, mailsTo, nextMailTo, openDay, test } from '../fixtures';
import { register } from '../programme';

const days: Record<string, Date> = { js: openDay('Tuesday', 26), 'no-js': openDay('Wednesday', 26) };

test('what is postponed keeps who is registered, says so everywhere, and takes place again at a new time', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const anna = `anna-spaeter-${kind}@example.org`;
  const overview = await announce(page, `Verschoben ${kind}`, iso(days[kind]), [{ from: 10 }]);
  const event = overview.replace('/manage', '');
  const guest = await register(browser, overview, ['Anna Später', 'Ben Später'], anna);
  const link = guest.url();
  let known = await mailsTo(anna);

  // The organiser is told what it does, and says why.
  await page.goto(overview);
  await page.getByRole('button', { name: 'Verschieben, neuer Termin folgt' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('verschieben?');
  await expect(page.getByText('1 Person bekommt eine Nachricht.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Ihre Nachricht').fill('Die Referentin ist erkrankt.');
  await page.getByRole('button', { name: 'Ja, verschieben' }).click();
  await expect(page.getByRole('status')).toContainText('Verschoben.');
  await expectAccessible(page);

  // Whoever is registered reads it in her mail, in her calendar, and by her link.
  const mail = await nextMailTo(anna, known);
  expect(mail.subject).toContain('Verschoben');
  expect(mail.text).toContain('Die Referentin ist erkrankt.');
  expect(mail.calendar).toContain('METHOD:CANCEL');
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Die Veranstaltung ist verschoben');
  await expect(guest.getByRole('button', { name: 'Plätze absagen' })).toBeVisible();
  await expectAccessible(guest);
  await guest.goto(event);
  await expect(guest.getByText('Diese Veranstaltung ist verschoben.')).toBeVisible();
  await expectAccessible(guest);

  // A new time: it takes place again.
  known = await mailsTo(anna);
  await page.getByRole('link', { name: /Neuer Termin für/ }).click();
  await expectAccessible(page);
  await page.getByLabel('Tag').fill(iso(later(days[kind], 7)));
  await page.getByLabel('Beginn').fill('10:00');
  await page.getByLabel('Ende').fill('11:00');
  await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
  await expect(page.getByRole('status')).toContainText('Gespeichert');
  expect((await nextMailTo(anna, known)).calendar).toContain('METHOD:REQUEST');
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Sie sind angemeldet');
  await guest.context().close();
});
