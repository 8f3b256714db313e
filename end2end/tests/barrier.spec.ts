import { expect, expectAccessible, mailsTo, nextMailTo, test } from '../fixtures';

test('whoever meets a barrier reports it in two clicks, and an answer reaches her', async ({ page }, info) => {
  const known = await mailsTo('region@example.org');
  await page.goto('/spaces');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Barrierefreiheit' }).click();
  await page.getByRole('link', { name: 'Barriere melden' }).click();
  await expectAccessible(page);
  await page.getByLabel('Auf welcher Seite?').fill('/spaces');
  await page.getByLabel('Was hindert Sie?').fill(`Der Filter hat keinen Namen (${info.project.name}).`);
  await page.getByLabel('Wohin sollen wir antworten?').fill('mia@beispiel');
  // The browser would ask by itself; what the house says is seen without it.
  await page.locator('main form').evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await page.getByRole('button', { name: 'Absenden' }).click();
  await expect(page.getByRole('alert')).toContainText('Diese Adresse kann nicht stimmen');
  await expect(page.getByLabel('Was hindert Sie?')).toHaveValue(/Der Filter hat keinen Namen/);
  await expectAccessible(page);
  await page.getByLabel('Wohin sollen wir antworten?').fill('mia@example.org');
  await page.getByRole('button', { name: 'Absenden' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Danke für Ihre Meldung');
  await expectAccessible(page);
  const mail = await nextMailTo('region@example.org', known, (one) => one.text.includes(`(${info.project.name})`));
  expect(mail.subject).toBe('Barriere gemeldet: /spaces');
});
