// What every test shares: a page that may not throw, the letter box, signing in, and the accessibility check.

import { expect, test as base, type Page } from '@playwright/test';
import axe from 'axe-core';

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
      context.on('weberror', (error) => thrown.push(error.error().message));
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
      timeout: 15_000,
    })
    .toBeDefined();
  return found!;
}

/** Signs in the way a person does: address, mail, link, button. */
export async function signIn(page: Page, email: string): Promise<void> {
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
