// Without JavaScript no clock runs, and the clock of the house lets go of what is held.

import type { Page } from '@playwright/test';
import { awake, expect, expectAccessible, iso, openDay, signIn, test } from '../fixtures';

const address = (from: string, until: string) =>
  `/bookings/new?space=trafo&date=${iso(openDay('Wednesday', 13))}&from=${from}&until=${until}&people=4`;

const clock = (page: Page) => page.locator('.hold');

/** What somebody who is not signed in sees of the same time. */
async function seenByOthers(page: Page, path: string): Promise<string> {
  return (await fetch(new URL(path, page.url()))).text();
}

test('the clock counts, warns once, and at its end takes nothing away', async ({ page }) => {
  const path = address('14:00', '15:00');
  await signIn(page, 'firma@example.org');
  await page.clock.install();
  await page.goto(path);
  await awake(page);
  await expect(clock(page).getByRole('timer')).toHaveText(/^noch (10:00|9:5\d)$/);
  const spoken = page.locator('.booking__verdict').getByRole('status');
  await expect(spoken).toHaveText(/^Für Sie freigehalten bis/);
  await page.getByLabel('Wofür?').fill('Klausur');

  await page.clock.runFor('05:00');
  await expect(clock(page).getByRole('timer')).toHaveText(/^noch (5:00|4:5\d)$/);
  await expect(spoken, 'seconds are seen, not heard').toHaveText(/^Für Sie freigehalten bis/);
  await page.clock.runFor('03:30');
  await expect(spoken).toHaveText('Die Zeit ist noch zwei Minuten für Sie freigehalten.');

  const longer = page.getByRole('button', { name: 'Länger freihalten' });
  await longer.click();
  await expect(clock(page).getByRole('timer')).toHaveText(/^noch (10:00|9:5\d)$/);
  await expect(longer).toBeFocused();

  await page.clock.runFor('10:10');
  await expect(clock(page).getByText(/nicht mehr für Sie freigehalten/)).toBeVisible();
  await expect(page.getByLabel('Wofür?')).toHaveValue('Klausur');
  await expect(page.getByRole('button', { name: 'Noch einmal freihalten' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Raum buchen' })).toBeVisible();
  await expectAccessible(page);
});

test('who leaves the form lets go of its time', async ({ page }) => {
  const path = address('16:00', '17:00');
  await signIn(page, 'firma@example.org');
  await page.goto(path);
  await awake(page);
  await expect(clock(page).getByText(/^Für Sie freigehalten bis/)).toBeVisible();
  await page.goto('/spaces');
  await expect.poll(() => seenByOthers(page, path)).not.toContain('Gerade in Bearbeitung');
});
