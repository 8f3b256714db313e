import { awake, expect, expectAccessible, iso, openDay, signIn, test } from '../fixtures';
import type { Page } from '@playwright/test';

// Both projects talk to one server: each looks at a day of its own.
const weeks: Record<string, number> = { js: 9, 'no-js': 11 };

const address = (info: { project: { name: string } }, from: string, until: string) => {
  const date = iso(openDay('Wednesday', weeks[info.project.name]));
  return `/bookings/new?space=trafo&date=${date}&from=${from}&until=${until}&people=4`;
};

const clock = (page: Page) => page.locator('.hold');

/** What somebody who is not signed in sees of the same time. */
async function seenByOthers(page: Page, path: string): Promise<string> {
  return (await fetch(new URL(path, page.url()))).text();
}

test('a time is held while its form is open, and others see that it is being booked', async ({ page }, info) => {
  const path = address(info, '10:00', '11:00');
  await signIn(page, 'firma@example.org');
  await page.goto(path);
  await awake(page);
  if (info.project.name === 'no-js') {
    expect(await seenByOthers(page, path)).not.toContain('Gerade in Bearbeitung');
    await page.getByLabel('Wofür?').fill('Klausur');
    await page.getByRole('button', { name: 'Zeit für mich freihalten' }).click();
    await expect(page.getByLabel('Wofür?')).toHaveValue('Klausur');
  }
  await expect(clock(page).getByText(/^Für Sie freigehalten bis \d+:\d\d Uhr/)).toBeVisible();
  await expectAccessible(page);
  expect(await seenByOthers(page, path)).toContain('Gerade in Bearbeitung');

  await page.getByLabel('Wofür?').fill('Klausur');
  await page.getByRole('button', { name: 'Länger freihalten' }).click();
  await awake(page);
  await expect(page.getByLabel('Wofür?')).toHaveValue('Klausur');
  await expect(clock(page).getByText(/^Für Sie freigehalten bis/)).toBeVisible();

  // Another time is held instead.
  await page.getByLabel('Von', { exact: true }).fill('12:00');
  await page.getByLabel('Bis', { exact: true }).fill('13:00');
  await page.getByRole('button', { name: 'Neu prüfen' }).click();
  await awake(page);
  await expect(clock(page).getByText(/^Für Sie freigehalten bis/)).toBeVisible();
  expect(await seenByOthers(page, path)).not.toContain('Gerade in Bearbeitung');
  expect(await seenByOthers(page, address(info, '12:00', '13:00'))).toContain('Gerade in Bearbeitung');

  await page.getByRole('button', { name: 'Raum buchen' }).click();
  await expect(page).toHaveURL(/\/bookings\/[0-9a-f-]{36}/);
  const seen = await seenByOthers(page, address(info, '12:00', '13:00'));
  expect(seen).toContain('Belegt');
  expect(seen).not.toContain('Gerade in Bearbeitung');
});

test('who is not signed in holds nothing', async ({ page }, info) => {
  const path = address(info, '18:00', '19:00');
  await page.goto(path);
  await awake(page);
  await expect(page.getByText('Frei', { exact: true })).toBeVisible();
  await expect(clock(page)).toHaveCount(0);
});
