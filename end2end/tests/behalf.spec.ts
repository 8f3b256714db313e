import { awake, expect, expectAccessible, iso, mailsTo, nextMailTo, openDay, signIn, test } from '../fixtures';

const contact = 'firma@example.org';
const keeper = 'raum@example.org';
const company = 'Beispielwerke Antriebstechnik GmbH & Co. KG';
// Both projects book the same room, each on a day of its own.
const days: Record<string, Date> = { js: openDay('Tuesday', 21), 'no-js': openDay('Wednesday', 21) };

test('a keeper books for a company that called, and the company has it', async ({ page }, info) => {
  const day = iso(days[info.project.name]);
  const title = `Anruf ${info.project.name}`;
  const known = await mailsTo(contact);

  await signIn(page, keeper);
  await page.goto(`/bookings/new?space=trafo&date=${day}&from=10:00&until=12:00&people=6`);
  await awake(page);
  const whom = page.getByLabel(/Für welche Organisation/);
  await expect(page.locator(`datalist option[value="${company}"]`)).toBeAttached();
  await whom.fill('Gibt es nicht');
  await page.getByLabel('Wofür?').fill(title);
  await page.getByRole('button', { name: 'Neu prüfen' }).click();
  await expect(page.getByText('Diese Organisation gibt es hier nicht').first()).toBeVisible();
  await expectAccessible(page);

  await whom.fill(company);
  await page.getByRole('button', { name: 'Neu prüfen' }).click();
  await expect(page.getByLabel('Wofür?')).toHaveValue(title);
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page.getByRole('alert')).toContainText('gehört nicht zu dieser Organisation');
  await expect(page.getByLabel('Wofür?')).toHaveValue(title);
  await expectAccessible(page);

  await page.getByLabel(/E-Mail der Ansprechperson/).fill(contact);
  // With a script the verdict beside the form follows by itself.
  if (info.project.name === 'no-js') await page.getByRole('button', { name: 'Neu prüfen' }).click();
  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  await expectAccessible(page);
  const booking = page.url().split('?')[0];

  const mail = await nextMailTo(contact, known, (mail) => mail.text.includes(title));
  expect(mail.calendar).toContain('METHOD:REQUEST');
  expect(mail.text).toContain('für Sie');

  await page.context().clearCookies();
  await signIn(page, contact);
  await page.goto(booking);
  await expect(page.getByText(company).first()).toBeVisible();
  await expect(page.getByText(/gebucht für .*/)).toBeVisible();
  await page.goto(`${booking}/cancel`);
  await page.getByRole('button', { name: 'Buchung absagen' }).click();
  await expect(page.getByText('Abgesagt', { exact: false }).first()).toBeVisible();
});

test('who keeps nothing is not asked for whom, and reads of no other organisation', async ({ page }, info) => {
  const day = iso(days[info.project.name]);
  await signIn(page, contact);
  await page.goto(`/bookings/new?space=trafo&date=${day}&from=14:00&until=16:00&people=6`);
  await expect(page.getByLabel(/Für welche Organisation/)).toHaveCount(0);
  await expect(page.locator('datalist')).toHaveCount(0);
  await page.goto(
    `/bookings/new?space=trafo&date=${day}&from=14:00&until=16:00&people=6&organisation=Repaircaf%C3%A9`,
  );
  await expect(page.getByText('Diese Organisation').first()).toBeVisible();
});
