// What every test shares: a page that may not throw, the letter box, signing in, and the accessibility check.

import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import axe from 'axe-core';
import fs from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

export { expect };

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  calendar: string | null;
}

export const test = base.extend<{ nothingThrown: void }>({
  // A page whose script throws is broken, whatever it shows: islands would stay dead without anyone noticing.
  nothingThrown: [
    async ({ context }, use) => {
      const thrown: string[] = [];
      context.on('weberror', (error) => {
        // The browser's own remark on a page that was left while it was still fading in.
        if (!/^Transition was (aborted|skipped)/.test(error.error().message)) thrown.push(error.error().message);
      });
      context.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy|WebAssembly/.test(message.text())) {
          thrown.push(message.text());
        }
      });
      await use();
      expect(thrown, 'nothing thrown in the browser').toEqual([]);
    },
    { auto: true },
  ],
});

function baseURL(): string {
  const url = test.info().project.use.baseURL;
  if (!url) throw new Error('no server to talk to');
  return url;
}

/** The mails to `address`, the newest first. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const answer = await fetch(`${baseURL()}/dev/mail.json?to=${encodeURIComponent(address)}`);
  if (!answer.ok) throw new Error(`/dev/mail.json answered ${answer.status}`);
  return answer.json();
}

/** The newest mail to `address` that `fits`, as soon as there is one that was not in `known`. */
export async function nextMailTo(
  address: string,
  known: Mail[] = [],
  fits: (mail: Mail) => boolean = () => true,
): Promise<Mail> {
  const seen = new Set(known.map((mail) => mail.id));
  let found: Mail | undefined;
  await expect
    .poll(async () => (found = (await mailsTo(address)).find((mail) => !seen.has(mail.id) && fits(mail))), {
      message: `a mail to ${address}`,
      timeout: 30_000,
    })
    .toBeDefined();
  return found!;
}

/** A mail that offers a time on that day: beside it other tests wait as the same person. */
export function offerFor(day: string): (mail: Mail) => boolean {
  const of = (link: string) => link.includes('/bookings/new?') && new URL(link).searchParams.get('date') === day;
  return (mail) => mail.subject.startsWith('Frei für Sie') && mail.links.some(of);
}

/**
 * Signs in and stands on /account: the first time in a run the way a person does, by address, mail, link and button;
 * then by the cookie that brought. The house mails few links to one address, and few in a row to one network.
 */
export async function signIn(page: Page, email: string): Promise<void> {
  const kept = path.join(test.info().project.outputDir, '.kept', `${email}.json`);
  await oneAtATime(`${kept}.lock`, async () => {
    // What lets somebody in or out asks for a sign-in of the last quarter of an hour.
    if (fs.existsSync(kept) && Date.now() - fs.statSync(kept).mtimeMs < 10 * 60_000) {
      await page.context().addCookies(JSON.parse(fs.readFileSync(kept, 'utf8')));
      await page.goto('/account');
      if (new URL(page.url()).pathname.endsWith('/account')) return;
      // Some test signed out.
    }
    await signInByMail(page, email);
    const login = (await page.context().cookies()).filter((cookie) => cookie.httpOnly);
    fs.writeFileSync(kept, JSON.stringify(login));
    await page.goto('/account');
  });
}

/** Signs in the way a person does, whatever was kept: for tests that sign out, or look at signing in itself. */
export async function signInByMail(page: Page, email: string): Promise<void> {
  const known = await mailsTo(email);
  await page.goto('/sign-in');
  const address = page.locator('main').locator('input[type=email]');
  await address.fill(email);
  await address.press('Enter');
  const signInLink = (link: string) => new URL(link).pathname.includes('/sign-in/');
  const mail = await nextMailTo(email, known, (one) => one.links.some(signInLink));
  await page.goto(mail.links.find(signInLink)!);
  await page.locator('main').getByRole('button').click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Somebody else's browser: no account, no cookie. Whoever opens it closes it. */
export function otherBrowser(browser: Browser): Promise<BrowserContext> {
  const { baseURL, javaScriptEnabled, locale } = test.info().project.use;
  return browser.newContext({ baseURL, javaScriptEnabled, locale });
}

/** Runs `act` while no other worker holds `lock`. */
async function oneAtATime(lock: string, act: () => Promise<void>): Promise<void> {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  const taken = () => {
    try {
      fs.mkdirSync(lock);
      return true;
    } catch {
      return false;
    }
  };
  await expect.poll(taken, { message: `${path.basename(lock)} is free`, timeout: 25_000 }).toBe(true);
  try {
    await act();
  } finally {
    fs.rmdirSync(lock);
  }
}

const withoutJavaScript = () => test.info().project.use.javaScriptEnabled === false;

/** Waits until the islands of the page listen. At once where there is none, or no JavaScript. */
export async function awake(page: Page): Promise<void> {
  if (withoutJavaScript() || (await page.locator('leptos-island').count()) === 0) return;
  await page.locator('html[data-awake]').waitFor({ state: 'attached' });
}

/** Fails on any violation of WCAG 2.2 AA that a machine can find. */
export async function expectAccessible(page: Page): Promise<void> {
  const subject = withoutJavaScript() ? await copyWithTimers(page) : page;
  // Evaluated from outside, so that the page's policy is not in the way.
  await subject.evaluate(axe.source);
  const violations = await subject.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target.join(' ')) }));
  });
  if (subject !== page) await subject.context().close();
  expect(violations, 'accessibility violations').toEqual([]);
}

/** The page as it stands, its scripts dead, where axe can run: without JavaScript even its timers stand still. */
async function copyWithTimers(page: Page): Promise<Page> {
  const body = (await page.content()).replaceAll(/<script\b/gi, '<script type="text/plain"');
  const context = await page.context().browser()!.newContext({
    viewport: page.viewportSize(),
    javaScriptEnabled: true,
  });
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await copy.goto(page.url());
  return copy;
}

/**
 * That weekday, so many weeks from now or later: late enough that it, and as many weeks after it as are asked for, are no
 * public holidays, on which the houses are closed. On a Tuesday or Wednesday these are only those with a fixed date.
 */
export function openDay(day: 'Tuesday' | 'Wednesday', weeks: number, dates = 1): Date {
  const today = new Date();
  today.setUTCHours(12, 0, 0, 0);
  const ahead = ((day === 'Tuesday' ? 2 : 3) - today.getUTCDay() + 7) % 7;
  const holidays = ['01-01', '05-01', '10-03', '11-01', '12-25', '12-26'];
  let first = later(today, ahead + 7 * weeks);
  const closed = (date: Date) => holidays.includes(iso(date).slice(5));
  while (Array.from({ length: dates }, (_, week) => later(first, 7 * week)).some(closed)) first = later(first, 7);
  return first;
}

/** So many days after a date. */
export function later(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}

/** A date as forms and addresses have it. */
export function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Drafts an event as somebody of the university does, and answers the path of its organisers' page. */
export async function draft(page: Page, title: string): Promise<string> {
  return draftAs(page, 'hochschule@example.org', title);
}

/** The same by somebody else who announces. */
export async function draftAs(page: Page, email: string, title: string): Promise<string> {
  await signIn(page, email);
  await page.goto('/manage/events/new');
  await page.locator('input[name=title_de]').fill(title);
  await page.locator('textarea[name=summary_de]').fill('Eine Probe.');
  await page.getByLabel('Ausdehnung').check();
  await page.getByLabel('Man meldet sich hier an').check();
  await page.getByRole('button', { name: 'Entwurf speichern' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  return new URL(page.url()).pathname;
}

/** The same, published, with sessions on the net on a day; each begins at a full hour and lasts one. */
export async function announce(
  page: Page,
  title: string,
  date: string,
  sessions: { from: number; seats?: number }[],
): Promise<string> {
  const overview = await draft(page, title);
  for (const { from, seats } of sessions) {
    await page.goto(`${overview}/sessions/new`);
    await page.getByLabel('Tag').fill(date);
    await page.getByLabel('Beginn').fill(`${from}:00`);
    await page.getByLabel('Ende').fill(`${from + 1}:00`);
    await page.locator('input[name=online]').fill('https://meet.example.org/probe');
    if (seats !== undefined) await page.locator('input[name=capacity]').fill(String(seats));
    await page.getByRole('main').getByRole('button', { name: 'Speichern' }).last().click();
    await expect(page).toHaveURL(new RegExp(`${overview}$`));
  }
  await page.getByRole('button', { name: 'Veröffentlichen' }).click();
  await expect(page.getByText('veröffentlicht').first()).toBeVisible();
  return overview;
}

/** A PNG in one colour. */
export function png(width: number, height: number, [red, green, blue]: [number, number, number]): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}
