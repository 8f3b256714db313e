import type { Page } from '@playwright/test';
import { announce, awake, expect, expectAccessible, iso, mailsTo, nextMailTo, openDay, otherBrowser, test } from '../fixtures';

const days: Record<string, string> = { js: iso(openDay('Tuesday', 22)), 'no-js': iso(openDay('Wednesday', 22)) };

/** Asks for a place in the event, and answers the mailed link. */
async function ask(page: Page, event: string, name: string, address: string): Promise<string> {
  await page.goto(event);
  await page.getByRole('main').getByRole('link', { name: 'Platz anfragen' }).first().click();
  await awake(page);
  await page.getByLabel('Ihr Name').fill(name);
  await page.getByLabel('Ihre E-Mail-Adresse').fill(address);
  await page.getByRole('checkbox', { name: /einverstanden/ }).check();
  await page.getByRole('main').getByRole('button', { name: 'Anfrage senden' }).last().click();
  await expect(page).toHaveURL(/\/registrations\/sent/);
  const mail = await nextMailTo(address);
  expect(mail.calendar).toBeNull();
  return mail.links.find((one) => one.includes('/registrations/'))!;
}

test('an organiser answers who asks, several at once, and nothing is promised before', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const [anna, ben] = ['anna', 'ben'].map((name) => `${name}-fragt-${kind}@example.org`);
  const overview = await announce(page, `Zusage ${kind}`, days[kind], [{ from: 10, seats: 3 }]);
  const event = overview.replace('/manage', '');
  await page.goto(`${overview}/rules`);
  await page.getByLabel('Antwort innerhalb von so vielen Tagen').fill('3');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('status')).toContainText('Gespeichert');

  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  const hers = await ask(guest, event, 'Anna Fragt', anna);
  await guest.goto(hers);
  await expect(guest.getByText('Zugesagt ist damit noch nichts.')).toBeVisible();
  await expectAccessible(guest);
  const before = await mailsTo(anna);
  await guest.getByRole('button', { name: 'Anfrage absenden' }).click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Ihre Anfrage ist gestellt');
  await expectAccessible(guest);
  expect((await nextMailTo(anna, before)).calendar).toBeNull();
  const his = await ask(guest, event, 'Ben Fragt', ben);
  await guest.goto(his);
  await guest.getByRole('button', { name: 'Anfrage absenden' }).click();

  // The organiser finds them, is told what is missing, and says yes to one with a word.
  await page.goto(overview);
  await page.getByRole('link', { name: 'Anfragen beantworten' }).click();
  await expect(page.getByText('Noch 1 von 3 Plätzen frei; 2 sind angefragt.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Nachricht dazu').fill('Bitte Schuhe mitbringen.');
  await page.getByRole('button', { name: 'Zusagen' }).click();
  await expect(page.getByRole('alert')).toContainText('Wählen Sie mindestens eine');
  await expect(page.getByLabel('Nachricht dazu')).toHaveValue('Bitte Schuhe mitbringen.');
  await expectAccessible(page);
  const known = await mailsTo(anna);
  await page.getByRole('checkbox', { name: 'Anna Fragt' }).check();
  await page.getByRole('button', { name: 'Zusagen' }).click();
  await expect(page.getByRole('status')).toContainText('1 Anfrage zugesagt');
  const yes = await nextMailTo(anna, known);
  expect(yes.subject).toContain('Zugesagt');
  expect(yes.text).toContain('Bitte Schuhe mitbringen.');
  expect(yes.calendar).toContain('METHOD:REQUEST');
  await guest.goto(hers);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Sie sind angemeldet');
  await expect(guest.getByText('Bitte Schuhe mitbringen.')).toBeVisible();
  await expectAccessible(guest);

  // And no to the other.
  const asked = await mailsTo(ben);
  await page.getByRole('checkbox', { name: 'Ben Fragt' }).check();
  await page.getByRole('button', { name: 'Ablehnen' }).click();
  await expect(page.getByText('Es wartet keine Anfrage.')).toBeVisible();
  const no = await nextMailTo(ben, asked);
  expect([no.subject.startsWith('Nicht angenommen'), no.calendar]).toEqual([true, null]);
  await guest.goto(his);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Die Anfrage wurde nicht angenommen');
  await expectAccessible(guest);
  await visitor.close();
});

test('whoever asked can take it back', async ({ page, browser }, info) => {
  const kind = info.project.name;
  const overview = await announce(page, `Rückzug ${kind}`, days[kind], [{ from: 14, seats: 1 }]);
  await page.goto(`${overview}/rules`);
  await page.getByLabel('Antwort innerhalb von so vielen Tagen').fill('1');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('status')).toContainText('Gespeichert');
  const visitor = await otherBrowser(browser);
  const guest = await visitor.newPage();
  await guest.goto(await ask(guest, overview.replace('/manage', ''), 'Carla Fragt', `carla-fragt-${kind}@example.org`));
  await guest.getByRole('button', { name: 'Anfrage absenden' }).click();
  await guest.getByRole('button', { name: 'Anfrage zurückziehen' }).click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Möchten Sie die Anfrage zurückziehen?');
  await expectAccessible(guest);
  await guest.getByRole('button', { name: 'Ja, zurückziehen' }).click();
  await page.goto(`${overview}/requests`);
  await expect(page.getByText('Es wartet keine Anfrage.')).toBeVisible();
  await expectAccessible(page);
  await visitor.close();
});
