import { awake, expect, expectAccessible, otherBrowser, signIn, signInByMail, test } from '../fixtures';
import { announce, register } from '../programme';
import type { Page } from '@playwright/test';

test('a door goes on without the net, and what it did is on the list when the net is back', async ({ page, browser, context }, info) => {
  const title = `Kellerprobe ${info.project.name}`;
  await signIn(page, 'hochschule@example.org');
  const overview = await announce(page, title, 5);
  const first = await register(browser, overview, ['Netta Ohnenetz', 'Karl Keller'], `netta.${info.project.name}@example.org`);
  await first.context().close();
  const second = await register(browser, overview, ['Tom Ticket', 'Bea Bleibtweg'], `tom.${info.project.name}@example.org`);
  const [code] = await second.locator('.ticket code').allTextContents();
  await second.context().close();

  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  await awake(page);
  const door = new URL(page.url()).pathname;
  await expect(page.getByText('Dieser Einlass geht auch ohne Netz.')).toBeVisible();
  await expect(page.getByText(/^Stand der Liste: /)).toBeVisible();
  await expectAccessible(page);

  // The net is gone: by name, however it is typed, and taken back again.
  await context.setOffline(true);
  await expect(page.getByText(/^Kein Netz\./)).toBeVisible();
  await page.getByRole('searchbox').fill('ohnenetz');
  await expect(page.getByRole('listitem').filter({ hasText: 'Karl' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Ist da: Netta Ohnenetz' }).click();
  await expect(page.getByRole('status')).toContainText('Netta Ohnenetz ist da.');
  await page.getByRole('button', { name: 'Ist da: Bea Bleibtweg' }).click();
  await page.getByRole('button', { name: 'Doch nicht da: Bea Bleibtweg' }).first().click();
  await expect(page.getByRole('status')).toContainText('Bea Bleibtweg ist doch nicht da.');
  await expect(page.getByText('3 Einträge warten darauf, gesendet zu werden.')).toBeVisible();
  await expectAccessible(page);

  // Loaded again without the net: the list, what waits, and a ticket that is read.
  await page.reload();
  await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await expect(page.getByText('3 Einträge warten darauf, gesendet zu werden.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Netta/ })).toContainText('da seit');
  const answer = page.locator('.scan__answer');
  const field = page.getByLabel('Code des Tickets');
  await field.fill(code);
  await field.press('Enter');
  await expect(answer).toContainText('Tom Ticket ist da.');
  await expect(answer).toHaveClass(/--good/);
  await field.fill(code.toLowerCase().replaceAll('-', ' '));
  await field.press('Enter');
  await expect(answer).toContainText('Tom Ticket ist schon da');
  // The camera app of a phone opens the address of a ticket: the page is the door it is for.
  const digits = (BigInt(`0x${door.split('/').at(-2)!.replaceAll('-', '')}`) << 2n).toString(32).padStart(26, '0');
  const letters = digits.replace(/./g, (digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number.parseInt(digit, 32)]);
  await page.goto(`/tickets/${letters}${code.replaceAll('-', '')}`);
  await expect(answer).toContainText('Tom Ticket ist schon da');
  await expect(page).toHaveURL(door);
  await field.fill('0000-0000-0000-0000');
  await field.press('Enter');
  await expect(answer).toContainText('Das Ticket steht nicht auf dieser Liste');
  await field.fill('kein Code');
  await field.press('Enter');
  await expect(answer).toContainText('Das ist kein Code eines Tickets');
  await page.getByRole('button', { name: 'Ist da: Karl Keller' }).click();
  await page.getByLabel('Name', { exact: true }).last().fill('Lena Laufkundschaft');
  await page.getByRole('button', { name: 'Eintragen: ist da' }).click();
  await expect(page.getByRole('status')).toContainText('Eingetragen: Lena Laufkundschaft ist da.');
  await expect(page.locator('[data-count=came]')).toHaveText('4');
  await expect(page.getByText('6 Einträge warten darauf, gesendet zu werden.')).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await expectAccessible(page);

  // The net is back, which the page finds out by itself: another door sees it all.
  await context.setOffline(false);
  await expect(page.getByText('Alles ist gesendet.')).toBeVisible({ timeout: 30_000 });
  const other = await otherBrowser(browser);
  const there = await other.newPage();
  await signIn(there, 'hochschule@example.org');
  await there.goto(door);
  for (const name of ['Netta Ohnenetz', 'Tom Ticket', 'Karl Keller', 'Lena Laufkundschaft']) {
    await expect(there.getByRole('listitem').filter({ hasText: new RegExp(`^\\s*${name}`) })).toContainText('da seit');
  }
  await expect(there.getByRole('listitem').filter({ hasText: /^\s*Bea/ })).not.toContainText('da seit');
  await other.close();
});

/** What lies on the phone, over all its databases. */
async function kept(page: Page): Promise<{ lists: number; acts: number; looks: number }> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const all = { lists: 0, acts: 0, looks: 0 };
    for (const { name } of await indexedDB.databases()) {
      const opened = indexedDB.open(name!);
      // It was deleted since it was named: then it holds nothing, and is not made anew.
      opened.onupgradeneeded = () => opened.transaction!.abort();
      const base = await done(opened).catch(() => undefined);
      if (!base) continue;
      for (const store of ['lists', 'acts', 'looks'] as const) all[store] += await done(base.transaction(store).objectStore(store).count());
      base.close();
    }
    return all;
  });
}

test('what was done stays with whoever did it when her login ends, and is sent when she is back', async ({ page, browser, context }, info) => {
  await signIn(page, 'hochschule@example.org');
  const overview = await announce(page, `Wiederprobe ${info.project.name}`, 5);
  const hers = await register(browser, overview, ['Ada Anders', 'Ben Berg'], `ada.${info.project.name}@example.org`);
  await hers.context().close();
  await page.goto(`/en${overview}/registrations`);
  await page.locator('a[href$="/door"]').first().click();
  await awake(page);
  await expect(page.getByText('This door works without a connection, too.')).toBeVisible();
  const door = new URL(page.url()).pathname;
  const login = await context.cookies();
  await context.clearCookies();
  await page.getByRole('button', { name: 'Is here: Ada Anders' }).click();
  await expect(page.getByText(/^You are no longer signed in\./)).toBeVisible();
  await expect(page.getByText('1 entry waits to be sent.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in again' })).toHaveAttribute('href', /^\/en\/sign-in\?goto=%2Fmanage/);
  await expectAccessible(page);
  await expect.poll(() => kept(page)).toEqual({ lists: 0, acts: 1, looks: 0 });

  // Somebody else with the same phone sees nothing of it, with or without the net.
  await signIn(page, 'firma@example.org');
  await context.setOffline(true);
  await page.goto(door);
  await expect(page.getByText(/^There is no list for this door on this device\./)).toBeVisible();
  await expect(page.getByText('Ada Anders')).toHaveCount(0);
  await expectAccessible(page);

  await context.setOffline(false);
  await context.clearCookies();
  await context.addCookies(login);
  await page.goto(door);
  await expect.poll(() => kept(page)).toEqual({ lists: 1, acts: 0, looks: 0 });
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Ada/ })).toContainText('here since');
});

test('who walked in while another door gave the last seat is on the list, and somebody is told', async ({ page, browser, context }, info) => {
  await signIn(page, 'hochschule@example.org');
  const overview = await announce(page, `Vollprobe ${info.project.name}`, 1);
  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  await awake(page);
  await expect(page.getByText('Dieser Einlass geht auch ohne Netz.')).toBeVisible();
  const door = new URL(page.url()).pathname;
  const walkIn = async (there: Page, name: string) => {
    await there.getByLabel('Name', { exact: true }).last().fill(name);
    await there.getByRole('button', { name: 'Eintragen: ist da' }).click();
    await expect(there.getByRole('status')).toContainText(`Eingetragen: ${name} ist da.`);
  };
  await context.setOffline(true);
  await walkIn(page, 'Gina Gast');
  const other = await otherBrowser(browser);
  const there = await other.newPage();
  await signIn(there, 'hochschule@example.org');
  await there.goto(door);
  await walkIn(there, 'Doro Dort');
  await expect.poll(async () => (await there.request.get(door)).text()).toContain('Doro Dort');
  await other.close();

  await context.setOffline(false);
  const told = page.getByText('Gina Gast ist als da eingetragen, aber ohne Platz');
  await expect(told).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Doro/ })).toContainText('da seit');
  await expectAccessible(page);
  // Until she has seen it.
  await page.reload();
  await expect(told).toBeVisible();
  await page.getByRole('button', { name: 'Erledigt: Gina Gast' }).click();
  await expect(told).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Gina/ })).toContainText('da seit');
});

test('a door that only looks gone loses nothing, and every page says what waits', async ({ page, browser }, info) => {
  await signIn(page, 'hochschule@example.org');
  const overview = await announce(page, `Ausfallprobe ${info.project.name}`, 5);
  const hers = await register(browser, overview, ['Uta Unterwegs', 'Ina Immernoch'], `uta.${info.project.name}@example.org`);
  await hers.context().close();
  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  await awake(page);
  await expect(page.getByText('Dieser Einlass geht auch ohne Netz.')).toBeVisible();
  const door = new URL(page.url()).pathname;

  // What stands before the house knows nothing of doors.
  let said = 'nothing here';
  await page.route('**/api/door/sync', (route) => route.fulfill({ status: 404, body: said }));
  await page.getByRole('button', { name: 'Ist da: Uta Unterwegs' }).click();
  await expect(page.getByText(/^Der Server antwortet gerade nicht\./)).toBeVisible();
  // Whoever types on takes nothing back.
  await expect(page.getByRole('status')).toBeFocused();
  expect(await kept(page)).toEqual({ lists: 1, acts: 1, looks: 0 });

  // The house says so itself: the list goes, what was done stays.
  said = 'ServerError|there is no such thing';
  await expect(page.getByText(/^Dieser Einlass ist nicht mehr zu finden/)).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => kept(page)).toEqual({ lists: 0, acts: 1, looks: 0 });
  const waits = page.getByText('1 Eintrag vom Einlass ist noch nicht gesendet.');
  await waits.click();
  await expect(page.getByText('Uta Unterwegs: ist da')).toBeVisible();
  await expectAccessible(page);

  await page.goto('/sign-out');
  await expect(waits).toBeVisible();
  page.once('dialog', (dialog) => dialog.dismiss());
  await page.getByRole('main').locator('form').getByRole('button').last().click();
  expect(await kept(page)).toEqual({ lists: 0, acts: 1, looks: 0 });
  await page.goto('/account');
  await expect(waits).toBeVisible();
  await expectAccessible(page);
  await page.unroute('**/api/door/sync');
  await page.getByRole('link', { name: 'Zum Einlass' }).click();
  await expect(page).toHaveURL(door);
  await expect.poll(() => kept(page)).toEqual({ lists: 1, acts: 0, looks: 0 });
  await expect(page.getByRole('listitem').filter({ hasText: /^\s*Uta/ })).toContainText('da seit');
  await page.goto('/account');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(waits).toHaveCount(0);
});

test('a phone forgets the door when its owner signs out', async ({ page, context }, info) => {
  await signInByMail(page, 'hochschule@example.org');
  const overview = await announce(page, `Abmeldeprobe ${info.project.name}`, 5);
  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  await awake(page);
  await expect(page.getByText('Dieser Einlass geht auch ohne Netz.')).toBeVisible();
  const door = new URL(page.url()).pathname;
  expect(await kept(page)).toEqual({ lists: 1, acts: 0, looks: 0 });

  await page.goto('/sign-out');
  await page.getByRole('main').getByRole('button').last().click();
  await expect(page).not.toHaveURL(/sign-out/);
  expect(await page.evaluate(async () => [(await indexedDB.databases()).length, localStorage.length])).toEqual([0, 0]);
  await context.setOffline(true);
  await page.goto(door).catch(() => {});
  await expect(page.getByRole('heading', { name: /^Einlass/ })).toHaveCount(0);
});
