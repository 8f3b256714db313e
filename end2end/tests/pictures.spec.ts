// An organiser gives an event a picture; whoever does not see it hears what it shows.

import { announce, expect, expectAccessible, iso, openDay, png, test } from '../fixtures';

test('a picture is given, said in words, shown and taken away', async ({ page }, info) => {
  const title = `Bild ${info.project.name}`;
  const overview = await announce(page, title, iso(openDay('Tuesday', 20)), [{ from: 10, seats: 5 }]);
  await page.goto(overview);
  await expect(page.getByText('Es gibt noch kein Bild.')).toBeVisible();
  await page.getByRole('link', { name: 'Bild', exact: true }).click();
  await expectAccessible(page);
  const file = (buffer: Buffer) => ({ name: 'foto.png', mimeType: 'image/png', buffer });
  await page.getByLabel('Bilddatei').setInputFiles(file(png(1800, 1200, [138, 59, 18])));
  await page.getByLabel('Wer hat das Bild gemacht?').fill('Anna Beispiel');
  await page.getByRole('button', { name: 'Bild speichern' }).click();
  await expect(page.getByRole('alert')).toContainText('was zu sehen ist');
  await expect(page.getByRole('alert')).toContainText('Bitte wählen Sie die Datei noch einmal.');
  await expect(page.getByLabel('Wer hat das Bild gemacht?')).toHaveValue('Anna Beispiel');
  await expectAccessible(page);
  await page.getByLabel('Bilddatei').setInputFiles(file(png(1800, 1200, [138, 59, 18])));
  await page.getByLabel('Was ist auf dem Bild zu sehen?').fill('Eine kupferne Fläche');
  await page.getByRole('button', { name: 'Bild speichern' }).click();
  await expect(page.getByRole('status')).toHaveText('Das Bild ist gespeichert.');
  await expectAccessible(page);

  await page.goto(overview.replace('/manage', ''));
  const picture = page.getByRole('img', { name: 'Eine kupferne Fläche' });
  await expect(picture).toBeVisible();
  // What was sent is three to two, and nothing of it is cut away.
  const shown = await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.width / image.height]);
  expect(shown[0]).toBeGreaterThan(0);
  expect(shown[1]).toBeCloseTo(1.5, 1);
  await expect(page.getByText('Bild: Anna Beispiel')).toBeVisible();
  await expectAccessible(page);
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${width} pixels`).toBeLessThanOrEqual(0);
  }

  await page.goto(`/events?q=${encodeURIComponent(title)}`);
  await expectAccessible(page);
  await expect(page.getByRole('listitem').filter({ hasText: title }).locator('img')).toHaveAttribute('alt', '');

  await page.goto(`${overview}/picture`);
  await page.getByRole('button', { name: 'Bild entfernen' }).click();
  await expect(page.getByRole('status')).toHaveText('Das Bild ist entfernt.');
  await expect(page.getByRole('main').getByRole('img')).toHaveCount(0);
});
