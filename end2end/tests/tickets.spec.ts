import { awake, expect, expectAccessible, nextMailTo, signIn, test } from '../fixtures';
import { announce, register } from '../programme';

test('a ticket comes by mail, is shown on the page and opens the door once', async ({ page, browser }, info) => {
  const scripted = info.project.name === 'js';
  const address = `tilda.${info.project.name}@example.org`;
  await signIn(page, 'hochschule@example.org');
  const overview = await announce(page, `Ticketprobe ${info.project.name}`, 5);
  const hers = await register(browser, overview, ['Tilda Ticket', 'Konrad Karte'], address);

  // On her page: one for each, to be scanned and in letters.
  await expect(hers.getByRole('heading', { name: 'Ihre Tickets' })).toBeVisible();
  await expect(hers.getByRole('img', { name: /QR-Code des Tickets für Tilda Ticket/ })).toBeVisible();
  const codes = await hers.locator('.ticket code').allTextContents();
  expect(codes).toHaveLength(2);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  await expectAccessible(hers);
  await hers.setViewportSize({ width: 320, height: 640 });
  expect(await hers.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);

  // By mail, and on paper.
  const mail = await nextMailTo(address, [], (one) => one.text.includes('liegen als PDF bei'));
  const paper = await hers.request.get(new URL(mail.links.find((one) => one.endsWith('/tickets.pdf'))!).pathname);
  expect(paper.headers()['content-type']).toBe('application/pdf');
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await hers.context().close();

  // At the door: typed as a person types it.
  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  const door = new URL(page.url()).pathname;
  const code = page.getByLabel('Code des Tickets');
  const answer = page.locator('.scan__answer');
  await awake(page);
  await code.fill(codes[0].toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'));
  await code.press('Enter');
  await expect(answer).toContainText('Tilda Ticket ist da.');
  await expect(answer).toHaveClass(/--good/);
  await expect(page.locator('[data-count=came]')).toHaveText('1');
  await expect(page.locator('[data-count=expected]')).toHaveText('1');
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Tilda/ })).toContainText('da seit');
  // The next one is typed at once, as a scanner in the hand does.
  await expect(code).toBeFocused();
  await expect(code).toHaveValue('');
  await expectAccessible(page);
  await awake(page);
  await page.keyboard.type(codes[0]);
  await page.keyboard.press('Enter');
  await expect(answer).toContainText('Tilda Ticket ist schon da');
  await expect(answer).toHaveClass(/--again/);
  await expectAccessible(page);

  await awake(page);
  await code.fill('0000-0000-0000-0000');
  await page.getByRole('button', { name: 'Prüfen' }).click();
  await expect(answer).toContainText('Dieses Ticket gibt es nicht');
  await expect(answer).toHaveClass(/--bad/);
  await expectAccessible(page);
  await awake(page);
  await code.fill('kein Code');
  await page.getByRole('button', { name: 'Prüfen' }).click();
  await expect(answer).toContainText('Das ist kein Code eines Tickets');
  if (!scripted) await expect(code).toHaveValue('kein Code');
  await expect(page.locator('[data-count=came]')).toHaveText('1');

  // With the camera app of a phone: the ticket's page, and one button.
  const scanned = await page.request.get(door);
  expect(scanned.headers()['permissions-policy']).toContain('camera=(self)');
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(door);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await awake(page);
  const sentence = page.getByText('Dieser Browser kann hier keine Codes lesen');
  const camera = page.getByRole('button', { name: 'Mit der Kamera scannen' });
  if (scripted) await expect(sentence.or(camera)).toBeVisible();
  else await expect(camera).toBeHidden();
});
