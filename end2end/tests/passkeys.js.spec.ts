// A passkey, made and shown by a device of the browser's own: signing in without a mail, and saying once more who one is.

import { type Page } from '@playwright/test';
import { awake, expect, expectAccessible, mailsTo, nextMailTo, test } from '../fixtures';

/** On this machine the house is called localhost: browsers make no passkeys for numbers. */
const named = (url: string) => url.replace('//127.0.0.1', '//localhost');

/** A device in the browser that knows whoever holds it. */
async function withDevice(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function signInByMailAt(page: Page, home: string, email: string): Promise<void> {
  const known = await mailsTo(email);
  await page.goto(`${home}/sign-in`);
  const address = page.locator('main').locator('input[type=email]');
  await address.fill(email);
  await address.press('Enter');
  const mail = await nextMailTo(email, known);
  await page.goto(named(mail.links.find((link) => new URL(link).pathname.includes('/sign-in/'))!));
  await page.locator('main').getByRole('button').click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

test('a passkey signs in without a mail, and is gone when it is removed', async ({ page, baseURL }) => {
  const home = named(baseURL!);
  const email = `passkey-${Date.now()}@example.org`;
  await withDevice(page);
  await signInByMailAt(page, home, email);
  await page.goto(`${home}/account`);
  await page.getByRole('link', { name: 'Passkeys' }).click();
  await awake(page);
  await expectAccessible(page);
  await page.getByLabel('Name').fill('Mein Telefon');
  await page.getByLabel('Name').press('Enter');
  await expect(page.getByRole('status')).toHaveText('Der Passkey ist angelegt.');
  await expect(page.getByRole('listitem').filter({ hasText: 'Mein Telefon' })).toContainText('noch nicht benutzt');

  // The device has one already: it makes no second.
  await awake(page);
  await page.getByLabel('Name').fill('Noch einer');
  await page.getByRole('button', { name: 'Passkey anlegen' }).click();
  await expect(page.getByText('Daraus ist nichts geworden.')).toBeVisible();

  await page.context().clearCookies();
  await page.goto(`${home}/sign-in?goto=/account/passkeys`);
  await awake(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Mit Passkey einloggen' }).click();
  await expect(page).toHaveURL(/\/account\/passkeys$/);
  const mine = page.getByRole('listitem').filter({ hasText: 'Mein Telefon' });
  await expect(mine).toContainText('zuletzt benutzt');
  await mine.getByRole('button', { name: 'Entfernen' }).click();
  await expect(page.getByRole('status')).toHaveText('Der Passkey ist entfernt.');

  await page.context().clearCookies();
  await page.goto(`${home}/en/sign-in`);
  await awake(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('alert')).toContainText('This passkey does not let you in here.');
});

test('a browser that cannot, and an address that has no name, say so', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}/sign-in`);
  await awake(page);
  await expect(page.getByText('Passkeys gelten hier nur unter der Adresse localhost.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mit Passkey einloggen' })).toBeHidden();
  await page.addInitScript(() => Object.defineProperty(window, 'PublicKeyCredential', { value: undefined }));
  await page.goto(`${named(baseURL!)}/sign-in`);
  await awake(page);
  await expect(page.getByText('Dieser Browser kann mit Passkeys nicht umgehen.')).toBeVisible();
});
