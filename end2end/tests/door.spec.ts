import { expect, expectAccessible, signIn, test } from '../fixtures';
import { announce, register } from '../programme';

test('who comes is written down at the door, and who was not on the list gets the last seat', async ({ page, browser }, info) => {
  const title = `Einlassprobe ${info.project.name}`;
  const address = `jörg.${info.project.name}@example.org`.replace('ö', 'oe');
  await signIn(page, 'hochschule@example.org');

  const overview = await announce(page, title, 3);
  // Somebody registers with a friend, and confirms.
  const link = await register(browser, overview, ['Jörg Müßig', 'Käthe Kurz'], address);
  await link.context().close();

  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Einlass');
  await expectAccessible(page);
  const door = new URL(page.url()).pathname;

  // However the name is typed.
  await page.getByRole('searchbox').fill('mussig');
  await page.getByRole('button', { name: 'Suchen' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Käthe' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Ist da: Jörg Müßig' }).click();
  await expect(page.getByRole('status')).toContainText('Jörg Müßig ist da.');
  await expect(page).toHaveTitle(/Jörg Müßig ist da/);
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Jörg/ })).toContainText('da seit');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Doch nicht da: Jörg Müßig' }).first().click();
  await expect(page.getByRole('status')).toContainText('doch nicht da');
  await page.getByRole('button', { name: 'Ist da: Jörg Müßig' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Jörg/ })).toContainText('da seit');

  // A form that is refused keeps what was typed.
  await page.getByLabel('Name', { exact: true }).last().fill('Lena Laufkundschaft');
  await page.getByLabel(/^E-Mail-Adresse/).fill(address);
  await page.getByRole('button', { name: 'Eintragen: ist da' }).click();
  await expect(page.getByRole('alert')).toContainText('steht schon auf der Liste');
  await expect(page.locator('input[name=name]')).toHaveValue('Lena Laufkundschaft');
  await page.getByLabel(/^E-Mail-Adresse/).fill('');
  await page.getByRole('button', { name: 'Eintragen: ist da' }).click();
  await expect(page.getByRole('status')).toContainText('Lena Laufkundschaft ist da.');
  await expect(page.getByText('Es ist kein Platz frei.')).toBeVisible();
  await expectAccessible(page);

  // On the smallest phone nothing runs out of the page, and every button is as large as a thumb.
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(door);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  for (const button of await page.locator('.door__person button').all()) {
    expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  }
});

test('a keeper settles what an event in her rooms proves, and its page says so', async ({ page }, info) => {
  await signIn(page, 'raum@example.org');
  await page.goto('/keeper/proofs');
  await page.getByRole('link', { name: /durch Teilnahme an Veranstaltungen/ }).click();
  await expectAccessible(page);
  // Each project has a session of its own.
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: /Festlegen/ }) });
  const mine = row.nth(info.project.name === 'js' ? 0 : 1);
  const event = await mine.getByRole('link').first().getAttribute('href');
  await mine.getByRole('link', { name: /Festlegen/ }).click();
  await expectAccessible(page);
  await page.getByLabel(/Was weist man/).selectOption({ label: 'Sicherheitsunterweisung Holz' });
  await page.getByLabel(/Wie viele Monate/).fill('12');
  await page.getByRole('button', { name: 'Festlegen' }).click();
  await expect(page.getByRole('status')).toContainText('Festgelegt');
  await page.goto(event!);
  await expect(page.getByText('Sicherheitsunterweisung Holz (gilt 12 Monate)').first()).toBeVisible();
  await expectAccessible(page);
});
