import { draftAs, expect, expectAccessible, iso, nextMailTo, openDay, otherBrowser, signIn, test } from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 27)), 'no-js': iso(openDay('Wednesday', 27)) };

test('the region sees first what an organisation announces that it does not trust', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const title = `Zur Prüfung ${kind}`;
  const overview = await draftAs(page, 'verein@example.org', title);
  await page.goto(`${overview}/sessions/new`);
  await page.getByLabel('Tag').fill(days[kind]);
  await page.getByLabel('Beginn').fill('10:00');
  await page.getByLabel('Ende').fill('11:00');
  await page.locator('input[name=online]').fill('https://meet.example.org/probe');
  await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
  await expect(page.getByRole('button', { name: 'Veröffentlichen' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Zur Prüfung geben' }).click();
  await expect(page.getByRole('status')).toContainText('Zur Prüfung gegeben.');
  await expectAccessible(page);

  const office = await otherBrowser(browser);
  const clerk = await office.newPage();
  await signIn(clerk, 'region@example.org');
  await clerk.goto('/admin');
  await clerk.getByRole('link', { name: 'Veranstaltungen prüfen' }).click();
  await expectAccessible(clerk);
  const hers = () => clerk.getByRole('listitem').filter({ hasText: title }).first();

  await hers().getByText('Zum Ändern zurückgeben').click();
  await hers().getByRole('textbox').fill('Bitte schreiben Sie, wer spricht.');
  await hers().getByRole('button', { name: 'Zurückgeben' }).click();
  await expect(clerk.getByRole('status')).toContainText('Zurückgegeben.');
  const why = await nextMailTo('verein@example.org', [], (mail) => mail.subject === `Bitte ändern: ${title}`);
  expect(why.text).toContain('wer spricht');

  await page.goto(overview);
  await page.getByRole('button', { name: 'Zur Prüfung geben' }).click();
  await clerk.goto('/admin/events');
  await hers().getByRole('link', { name: title }).click();
  await expect(clerk.getByText('Das ist die Vorschau eines Entwurfs')).toBeVisible();
  await expectAccessible(clerk);
  await clerk.getByRole('link', { name: 'Freigeben oder zurückgeben' }).click();
  await clerk.getByRole('button', { name: `„${title}“ freigeben` }).click();
  await expect(clerk.getByRole('status')).toContainText('Freigegeben.');
  await nextMailTo('verein@example.org', [], (mail) => mail.subject === `Freigegeben: ${title}`);
  await page.goto(overview);
  await expect(page.getByText('Veröffentlicht: Alle können die Veranstaltung sehen.')).toBeVisible();
  await office.close();
});
