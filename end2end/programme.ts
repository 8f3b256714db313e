// Events as tests need them: announced by somebody, registered for by somebody else.

import { awake, expect, mailsTo, nextMailTo, otherBrowser } from './fixtures';
import type { Browser, Page } from '@playwright/test';

/** The day and time on the clocks of the region, so many minutes from now. */
export function clock(minutes: number): { date: string; time: string } {
  const at = new Date(Date.now() + minutes * 60_000);
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' });
  const [date, time] = parts.format(at).split(' ');
  return { date, time };
}

/** Announces an event on the net that begins in an hour, with so many seats: the address it is managed at. */
export async function announce(page: Page, title: string, seats: number): Promise<string> {
  const [from, until] = [clock(60), clock(120)];
  await page.goto('/manage/events/new');
  await page.locator('input[name=title_de]').fill(title);
  await page.locator('textarea[name=summary_de]').fill('Wer kommt, steht auf der Liste.');
  await page.getByLabel('Ausdehnung').check();
  await page.getByLabel('Man meldet sich hier an').check();
  await page.getByRole('button', { name: 'Entwurf speichern' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const overview = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Programmteil hinzufügen' }).click();
  await page.getByLabel('Tag').fill(from.date);
  await page.getByLabel('Beginn').fill(from.time);
  await page.getByLabel('Ende').fill(until.time);
  await page.locator('input[name=online]').fill('https://meet.example.org/probe');
  await page.locator('input[name=capacity]').fill(String(seats));
  await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
  await expect(page).toHaveURL(new RegExp(`${overview}$`));
  await page.getByRole('button', { name: 'Veröffentlichen' }).click();
  await expect(page.getByText('veröffentlicht').first()).toBeVisible();
  return overview;
}

/** Somebody registers with a friend, and confirms: the page of her registration, in a browser of her own. */
export async function register(browser: Browser, overview: string, names: [string, string], address: string): Promise<Page> {
  const hers = await otherBrowser(browser);
  const page = await hers.newPage();
  await page.goto(`${overview.replace('/manage', '')}/register`);
  await awake(page);
  await page.getByLabel('Ihr Name').fill(names[0]);
  await page.getByRole('button', { name: 'Noch eine Person anmelden' }).click();
  await page.locator('input[name=person2]').fill(names[1]);
  await page.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await page.getByRole('checkbox', { name: /einverstanden/ }).check();
  const known = await mailsTo(address);
  await page.getByRole('main').getByRole('button', { name: 'Anmeldung senden' }).last().click();
  const pending = await nextMailTo(address, known);
  await page.goto(pending.links.find((one) => one.includes('/registrations/'))!);
  await page.getByRole('button', { name: /bestätigen/i }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sie sind angemeldet');
  return page;
}
