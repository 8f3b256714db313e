// Passkeys need a script; the way in without one stays where it was, and says so.

import { awake, expect, expectAccessible, signInByMail, test } from '../fixtures';

test('whoever has no passkey signs in by mail, and finds where passkeys are kept', async ({ page }) => {
  await signInByMail(page, `no-passkey-${test.info().project.name}-${Date.now()}@example.org`);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Passkeys' }).click();
  await awake(page);
  await expect(page.locator('main')).toContainText('Sie haben noch keinen Passkey.');
  await expect(page.locator('main')).toContainText('Der Link per Mail bleibt Ihnen immer.');
  // Here the house is a number, or there is no script: nothing is offered that would not work.
  await expect(page.getByRole('button', { name: 'Passkey anlegen' })).toBeHidden();
  await expectAccessible(page);
});
