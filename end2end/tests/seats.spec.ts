import type { Page } from '@playwright/test';
import {
  announce,
  awake,
  expect,
  expectAccessible,
  iso,
  mailsTo,
  nextMailTo,
  openDay,
  otherBrowser,
  test,
} from '../fixtures';

/** One seat in each of two. */
const sessions = [{ from: 10, seats: 1 }, { from: 12, seats: 1 }];

const days: Record<string, string> = { js: iso(openDay('Tuesday', 12)), 'no-js': iso(openDay('Wednesday', 12)) };

/** Fills in the form one stands on, sends it, and answers the mailed link. */
async function send(page: Page, name: string, address: string, button: string): Promise<string> {
  await awake(page);
  await page.getByLabel('Ihr Name').fill(name);
  await page.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await page.getByRole('checkbox', { name: /einverstanden/ }).check();
  await page.getByRole('main').getByRole('button', { name: button }).last().click();
  await expect(page).toHaveURL(/\/registrations\/sent/);
  const mail = await nextMailTo(address);
  return mail.links.find((one) => one.includes('/registrations/'))!;
}

test('who waits for a full session moves up, and accepts what somebody gave back', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const [anna, ben, carla] = ['anna', 'ben', 'carla'].map((name) => `${name}-wartet-${kind}@example.org`);
  const overview = await announce(page, `Nachrücken ${kind}`, days[kind], sessions);
  const event = overview.replace('/manage', '');

  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  const first = async () => {
    await guest.goto(event);
    const href = await guest.getByRole('main').locator('a[href*="register?session="]').first().getAttribute('href');
    await guest.goto(href!);
  };
  await first();
  const hers = await send(guest, 'Anna Wartet', anna, 'Anmeldung senden');
  await guest.goto(hers);
  await guest.getByRole('button', { name: 'Anmeldung bestätigen' }).click();

  // The full session offers to wait, for itself or for any other.
  await first();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Auf die Warteliste');
  await expect(guest.getByText('In diesen Programmteilen sind noch Plätze frei')).toBeVisible();
  await expectAccessible(guest);
  const his = await send(guest, 'Ben Wartet', ben, 'Auf die Warteliste');
  await expectAccessible(guest);
  await guest.goto(his);
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Ja, ich möchte warten' }).click();
  await expect(guest.getByText('Sie sind als Nächstes dran.')).toBeVisible();
  await expectAccessible(guest);
  await first();
  const third = await send(guest, 'Carla Wartet', carla, 'Auf die Warteliste');
  await guest.goto(third);
  await guest.getByRole('button', { name: 'Ja, ich möchte warten' }).click();
  await expect(guest.getByText('Sie stehen an 2. Stelle.')).toBeVisible();

  // The organiser sees the list, and puts somebody first only with a reason.
  await page.goto(overview);
  await page.getByRole('link', { name: 'Warteliste ansehen' }).click();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Carla Wartet vorziehen' }).click();
  await page.getByRole('button', { name: 'Nein, zurück' }).click();
  await page.getByRole('link', { name: 'Carla Wartet vorziehen' }).click();
  await page.getByLabel('Grund').fill(' ');
  await page.getByRole('button', { name: 'Ja, vorziehen' }).click();
  await expect(page.getByRole('alert')).toContainText('Geben Sie einen Grund');
  await expectAccessible(page);
  await page.getByLabel('Grund').fill('Sie führt Protokoll.');
  await page.getByRole('button', { name: 'Ja, vorziehen' }).click();
  await expect(page.getByRole('status')).toContainText('Vorgezogen');
  await expectAccessible(page);

  // One gives her seat back; the one put first is offered it, and declines; then it is his.
  const [hisMails, herMails] = [await mailsTo(ben), await mailsTo(carla)];
  await guest.goto(hers);
  await guest.getByRole('button', { name: 'Platz absagen' }).click();
  await guest.getByRole('button', { name: 'Ja, absagen' }).click();
  await nextMailTo(carla, herMails, (mail) => mail.subject.startsWith('Für Sie frei'));
  await guest.goto(third);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Ein Platz ist für Sie frei');
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Nein, danke' }).click();
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Ja, ablehnen' }).click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Sie stehen nicht mehr auf der Warteliste');
  await expectAccessible(guest);
  await nextMailTo(ben, hisMails, (mail) => mail.subject.startsWith('Für Sie frei'));
  await guest.goto(his);
  const known = await mailsTo(ben);
  await guest.getByRole('button', { name: 'Ja, ich komme' }).click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Sie sind angemeldet');
  const confirmed = await nextMailTo(ben, known);
  expect(confirmed.calendar).toContain('METHOD:REQUEST');
  await visitor.close();
});

test('an organiser chooses that groups too large are passed over', async ({ page }, info) => {
  const overview = await announce(page, `Regeln ${info.project.name}`, days[info.project.name], sessions);
  await page.goto(`${overview}/rules`);
  await expectAccessible(page);
  await page.getByLabel('Zu große Gruppen übergehen').check();
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('status')).toContainText('Gespeichert');
  await page.getByRole('link', { name: 'Regeln der Anmeldung' }).click();
  await expect(page.getByLabel('Zu große Gruppen übergehen')).toBeChecked();
});
