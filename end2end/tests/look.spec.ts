import type { Page } from '@playwright/test';
import { awake, expect, expectAccessible, signIn, test } from '../fixtures';

const pages = [
  '/',
  '/search?q=labor',
  '/spaces',
  '/spaces?people=20&step_free=yes',
  '/find',
  '/find?people=14&minutes=240&layout=u-shape&step_free=yes',
  '/spaces/trafo',
  '/spaces/schaltsaal',
  '/spaces/werkbank-bielefeld',
  '/spaces/schaltsaal/door',
  '/sites',
  '/sites/kreiselhaus',
  '/calendar',
  '/calendar?view=week&site=kreiselhaus',
  '/calendar?view=month',
  '/calendar?view=list',
  '/events',
  '/events?audience=companies',
  '/events/lange-nacht-der-neuen-raeume',
  '/events/lange-nacht-der-neuen-raeume?view=grid',
  '/events/roboter-ohne-zaun',
  '/events/leichtbau-kolloquium',
  '/events/fahrradwinter',
  '/events/exoskelett-anprobieren',
  '/series/exoskelett-anprobieren',
  '/events/roboter-ohne-zaun/register',
  '/events/saatgut-von-morgen/register',
  '/events/raeume-anders-denken/register',
  '/bookings/new?space=trafo',
  '/sign-in',
  '/imprint',
  '/privacy',
  '/accessibility',
  '/easy-language',
  '/nowhere',
];

// What only those see who signed in, by who they are.
const desks: Record<string, string[]> = {
  'firma@example.org': [
    '/bookings',
    '/bookings/waiting',
    '/bookings/new?space=werkbank-bielefeld',
    '/account',
    '/account/again',
    '/account/address',
    '/account/logins',
    '/account/data',
    '/account/erase',
    '/account/organisation',
    '/events/roboter-ohne-zaun/register/list',
  ],
  'raum@example.org': [
    '/keeper',
    '/keeper?view=week',
    '/keeper/requests',
    '/keeper/waiting',
    '/keeper/proofs',
    '/keeper/proofs/events',
    '/keeper/deputies',
    '/keeper/why',
    '/keeper/groups',
    '/keeper/closures/kreiselhaus',
    '/keeper/equipment/kreiselhaus',
    '/keeper/rules/kreiselhaus',
  ],
  'hochschule@example.org': [
    '/manage/events',
    '/manage/events/new',
    '/manage/events/roboter-ohne-zaun',
    '/manage/events/roboter-ohne-zaun/edit',
    '/manage/events/roboter-ohne-zaun/registrations',
    '/manage/events/roboter-ohne-zaun/figures',
    '/manage/events/roboter-ohne-zaun/feedback',
    '/manage/events/roboter-ohne-zaun/feedback/preview',
    '/manage/events/roboter-ohne-zaun/waiting',
    '/manage/events/roboter-ohne-zaun/rules',
    '/manage/events/roboter-ohne-zaun/mails?mail=confirmed',
    '/manage/events/roboter-ohne-zaun/access',
    '/manage/events/roboter-ohne-zaun/access/new',
    '/manage/events/roboter-ohne-zaun/pools',
    '/manage/events/roboter-ohne-zaun/pools/new',
    '/manage/events/raeume-anders-denken/form',
    '/manage/events/raeume-anders-denken/form/new?kind=several',
    '/manage/events/raeume-anders-denken/form/new?kind=file',
    '/manage/events/raeume-anders-denken/form/preview',
    '/manage/events/roboter-ohne-zaun/messages',
    '/manage/events/roboter-ohne-zaun/sessions/new',
    '/manage/events/roboter-ohne-zaun/sessions/new?further_0=ki-labor',
    '/manage/events/roboter-ohne-zaun/repeat',
    '/manage/events/exoskelett-anprobieren',
    '/manage/events/exoskelett-anprobieren/repeat?first=2030-03-05&repeat=weeks&count=3',
    '/manage/series',
    '/manage/series/new',
    '/manage/series/exoskelett-anprobieren',
    '/manage/series/exoskelett-anprobieren/edit',
  ],
  'region@example.org': ['/admin', '/admin/events', '/admin/organisations', '/admin/people', '/admin/trail', '/admin/mail', '/admin/retention', '/admin/sites', '/admin/sites/new', '/admin/sites/kreiselhaus', '/admin/sites/kreiselhaus/new', '/admin/sites/kreiselhaus/trafo', '/admin/texts', '/admin/texts/privacy/de', '/admin/topics', '/admin/topics/energy', '/admin/health'],
};

async function expectUsable(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  const lang = address.startsWith('/en') ? 'en' : 'de';
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, 'the page does not scroll sideways').toBeLessThanOrEqual(0);
  await expectAccessible(page);
}

for (const [email, pages] of Object.entries(desks)) {
  for (const path of pages) {
    test(`${path} can be used by everybody who may see it`, async ({ page }, info) => {
      // With JavaScript light, wide and in German; without it dark, narrow and in English.
      const [colorScheme, width, prefix] =
        info.project.name === 'js' ? (['light', 1280, ''] as const) : (['dark', 320, '/en'] as const);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await signIn(page, email);
      await expectUsable(page, `${prefix}${path}`);
      expect(new URL(page.url()).pathname, 'it is hers to see').toBe(`${prefix}${path}`.split('?')[0]);
    });
  }
}

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1280, 320]) {
    test.describe(`${scheme}, ${width} pixels`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });
      for (const path of pages) {
        // Each page once in each language, spread over schemes and widths so that all combinations of two occur.
        const address = (scheme === 'light') === (width === 320) ? `/en${path === '/' ? '' : path}` : path;
        test(`${address} can be used by everybody`, async ({ page }) => {
          await expectUsable(page, address);
        });
      }
    });
  }
}

test('by keyboard alone one gets to the content and sees where one is', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Zum Inhalt' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeVisible();
  const outline = await skip.evaluate((link) => getComputedStyle(link).outlineStyle);
  expect(outline).not.toBe('none');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#main$/);
});

test('a visitor gets no cookie and asks nobody else for anything', async ({ page, context, baseURL }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL!) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  for (const path of ['/', '/spaces/trafo', '/events', '/calendar']) await page.goto(path);
  expect(elsewhere).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});
