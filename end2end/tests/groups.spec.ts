// A keeper makes a group, puts somebody in, and lets it at a room that is for nobody else.

import { type Page } from '@playwright/test';
import { expect, expectAccessible, iso, later, openDay, otherBrowser, signIn, test } from '../fixtures';

test('a group is made, filled, named by the rules and in the reason, and dissolved', async ({ page, browser }) => {
  const name = `Lasergruppe ${test.info().project.name}`;
  // Each project has a room of its own: what is a rule there is seen by all.
  const space = test.info().project.name === 'js' ? 'quellsaal' : 'roboterzelle';
  await signIn(page, 'raum@example.org');
  await page.goto('/keeper/groups');
  await expectAccessible(page);
  await page.getByLabel('Haus', { exact: true }).selectOption('paderquelle');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Gruppe anlegen' }).click();
  await expect(page.getByRole('status')).toContainText('Die Gruppe ist angelegt.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const group = page.url().replace(/\?.*/, '');

  const who = page.getByLabel('Person oder Organisation');
  await who.fill('niemand@example.org');
  await page.getByRole('button', { name: 'Aufnehmen' }).click();
  await expect(page.getByRole('alert')).toContainText('Es gibt keine Organisation mit diesem Namen');
  await expect(who).toHaveValue('niemand@example.org');
  await expectAccessible(page);
  await who.fill('hochschule@example.org');
  await page.getByLabel('Letzter Tag').fill(iso(later(new Date(), 300)));
  await page.getByRole('button', { name: 'Aufnehmen' }).click();
  await expect(page.getByRole('status')).toHaveText('Aufgenommen. Das gilt ab sofort.');
  await expect(page.getByRole('listitem').filter({ hasText: 'hochschule@example.org' })).toContainText('bis');
  await expectAccessible(page);

  await page.goto(`/keeper/rules/paderquelle/${space}`);
  await page.getByLabel('1. Wer').selectOption({ label: `Gruppe: ${name}` });
  await page.getByLabel('2. Wer').selectOption({ label: 'alle' });
  await page.getByLabel('2. Wie').selectOption({ label: 'bucht nicht' });
  await page.getByRole('button', { name: 'Regeln speichern' }).click();
  await expect(page.getByRole('status')).toBeVisible();

  const date = iso(openDay('Tuesday', 6));
  const wish = `/bookings/new?space=${space}&date=${date}&from=10:00&until=11:00&people=2`;
  const visit = async (email: string, look: (other: Page) => Promise<void>) => {
    const context = await otherBrowser(browser);
    const other = await context.newPage();
    await signIn(other, email);
    await look(other);
    await context.close();
  };
  await visit('firma@example.org', async (other) => {
    await other.goto(wish);
    const reason = other.getByText(`Offen ist er für die Gruppe „${name}“.`);
    await expect(reason.first()).toBeVisible();
    await expect(other.getByText('Eine Ausnahme kann die Raumverwaltung machen.').first()).toBeVisible();
    await expectAccessible(other);
  });
  await visit('hochschule@example.org', async (other) => {
    await other.goto(wish);
    await expect(other.getByText(`„${name}“`)).toHaveCount(0);
    await other.goto('/account/data');
    await expect(other.locator('main')).toContainText(`${name} (`);
    await expectAccessible(other);
  });

  await page.goto(group);
  await expect(page.getByText(/^Auflösen lässt sie sich erst/)).toBeVisible();
  await page.goto(`/keeper/rules/paderquelle/${space}`);
  for (const line of ['1. Wer', '2. Wer']) await page.getByLabel(line).selectOption('');
  await page.getByRole('button', { name: 'Regeln speichern' }).click();
  await expect(page.getByRole('status')).toBeVisible();
  await page.goto(group);
  await page.getByRole('button', { name: /^Herausnehmen/ }).click();
  await expect(page.getByText('Noch gehört niemand dazu.')).toBeVisible();
  await page.getByRole('button', { name: 'Gruppe auflösen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} auflösen?`);
  await page.getByRole('button', { name: 'Gruppe auflösen' }).click();
  await expect(page.getByRole('status')).toHaveText('Die Gruppe ist aufgelöst.');
  await expect(page.getByText(name)).toHaveCount(0);
});
