// An organisation says where it sits and what stands on its bills, shows its logo, and its people join by their address.

import { expect, expectAccessible, nextMailTo, mailsTo, otherBrowser, png, signIn, signInByMail, test } from '../fixtures';

/** Founds an organisation of one's own, which the region confirms, and stands on its page. */
async function founded(page: import('@playwright/test').Page, browser: import('@playwright/test').Browser, name: string) {
  await signInByMail(page, `${name.toLowerCase().replaceAll(' ', '-')}@example.org`);
  await page.goto('/account/organisation');
  await page.getByLabel('Name der Organisation').fill(name);
  await page.getByLabel('Was ist sie?').selectOption({ index: 1 });
  await page.getByRole('radio').first().check();
  await page.getByLabel('Stadt oder Gemeinde').fill('Lemgo');
  await page.getByRole('button', { name: 'Organisation anlegen' }).click();
  const context = await otherBrowser(browser);
  const region = await context.newPage();
  await signIn(region, 'region@example.org');
  await region.goto(`/admin/organisations?q=${encodeURIComponent(name)}`);
  await region.getByRole('button', { name: /^Bestätigen/ }).click();
  await expect(region.getByRole('status')).toContainText('Bestätigt');
  await page.goto('/account');
  await page.getByRole('link', { name: 'Mitglieder und Angaben' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  return { region, close: () => context.close() };
}

const called = (what: string) => `${what} ${test.info().project.name} ${Date.now()}`;

test('an administrator writes what stands on the bills, and a wrong number keeps what was typed', async ({ page, browser }) => {
  const { close } = await founded(page, browser, called('Rechnung'));
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Anschrift und Rechnung' }).click();
  await expectAccessible(page);
  await page.getByLabel('Straße und Hausnummer, oder Postfach').first().fill('Campusallee 12');
  await page.getByLabel('Postleitzahl').first().fill('32657');
  await page.getByLabel('Umsatzsteuer-Identifikationsnummer').fill('DE136695977');
  await page.getByLabel('Leitweg-ID').fill('04011000-1234512345-06');
  await page.getByRole('button', { name: 'Angaben speichern' }).click();
  await expect(page.getByRole('alert')).toContainText('keine Umsatzsteuer-Identifikationsnummer');
  await expect(page.getByLabel('Straße und Hausnummer, oder Postfach').first()).toHaveValue('Campusallee 12');
  await expectAccessible(page);
  await page.getByLabel('Umsatzsteuer-Identifikationsnummer').fill('DE 136 695 976');
  await page.getByRole('button', { name: 'Angaben speichern' }).click();
  await expect(page.getByRole('status')).toHaveText('Die Angaben sind gespeichert.');
  await expect(page.getByRole('main')).toContainText('Campusallee 12, 32657 Lemgo');
  await expect(page.getByRole('main')).toContainText('DE136695976');

  await page.getByRole('link', { name: 'Kostenstellen' }).click();
  await page.getByLabel('Nummer oder Kürzel').fill('4711');
  await page.getByLabel('Bezeichnung').fill('Lehre');
  await page.getByRole('button', { name: 'Kostenstelle anlegen' }).click();
  await expect(page.getByRole('status')).toHaveText('Die Kostenstelle ist angelegt.');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Stilllegen 4711 Lehre' }).click();
  await expect(page.getByRole('main')).toContainText('stillgelegt');
  await close();
});

test('people of a mail domain join with one click, once the region said whose it is', async ({ page, browser }) => {
  const name = called('Domain');
  const domain = `${name.toLowerCase().replaceAll(' ', '-')}.example`;
  const { region, close } = await founded(page, browser, name);
  await page.getByRole('link', { name: 'Mail-Domains' }).click();
  await page.getByLabel('Mail-Domain').fill('gmx.de');
  await page.getByRole('button', { name: 'Mail-Domain vorschlagen' }).click();
  await expect(page.getByRole('alert')).toContainText('bekommt jeder eine Adresse');
  await expectAccessible(page);
  const known = await mailsTo('region@example.org');
  await page.getByLabel('Mail-Domain').fill(domain);
  await page.getByRole('button', { name: 'Mail-Domain vorschlagen' }).click();
  await expect(page.getByRole('main')).toContainText('Wartet auf die Bestätigung durch die Region');

  const asked = await nextMailTo('region@example.org', known, (mail) => mail.text.includes(domain));
  await region.goto(asked.links.find((link) => link.includes('/domains'))!);
  await expectAccessible(region);
  await region.getByRole('button', { name: /^Bestätigen/ }).click();
  await expect(region.getByRole('status')).toContainText('bestätigt');

  const context = await otherBrowser(browser);
  const anna = await context.newPage();
  await signInByMail(anna, `anna@${domain}`);
  await anna.goto('/account');
  await expectAccessible(anna);
  const admin = `${name.toLowerCase().replaceAll(' ', '-')}@example.org`;
  const before = await mailsTo(admin);
  await anna.getByRole('button', { name: /^Beitreten/ }).click();
  await expect(anna.getByRole('status')).toHaveText('Willkommen. Sie sind jetzt Mitglied.');
  const told = await nextMailTo(admin, before, (mail) => mail.subject.includes(`anna@${domain}`));

  await page.goto(told.links.find((link) => link.includes('/account/organisation/'))!);
  await page.getByRole('button', { name: `Entfernen anna@${domain}` }).click();
  await page.getByRole('button', { name: 'Mitglied entfernen' }).click();
  await anna.goto('/account');
  await expect(anna.getByRole('button', { name: /^Beitreten/ })).toHaveCount(0);
  await context.close();
  await close();
});

test('a logo is uploaded, shown, and removed', async ({ page, browser }) => {
  const name = called('Logo');
  const { close } = await founded(page, browser, name);
  await page.getByRole('link', { name: 'Logo', exact: true }).click();
  const file = (buffer: Buffer) => ({ name: 'logo.png', mimeType: 'image/png', buffer });
  await page.getByLabel('Neues Logo').setInputFiles(file(Buffer.from('<svg/>')));
  await page.getByRole('button', { name: 'Logo hochladen' }).click();
  await expect(page.getByRole('alert')).toContainText('können wir nicht als Bild lesen');
  await expectAccessible(page);
  await page.getByLabel('Neues Logo').setInputFiles(file(png(1200, 400, [11, 93, 75])));
  await page.getByRole('button', { name: 'Logo hochladen' }).click();
  await expect(page.getByRole('status')).toHaveText('Das Logo ist gespeichert.');
  const logo = page.getByRole('img', { name });
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([512, 170]);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Logo entfernen' }).click();
  await expect(page.getByRole('status')).toHaveText('Das Logo ist entfernt.');
  await expect(logo).toHaveCount(0);
  await close();
});

for (const width of [1280, 320]) {
  test(`the pages of an organisation fit into ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, 'verein@example.org');
    const way = page.getByRole('link', { name: 'Mitglieder und Angaben' }).first();
    const path = new URL((await way.getAttribute('href'))!, page.url()).pathname;
    for (const part of ['', '/particulars', '/cost-centres', '/domains', '/logo']) {
      await page.goto(path + part);
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, part).toBeLessThanOrEqual(0);
    }
  });
}
