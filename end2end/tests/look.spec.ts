import { awake, expect, expectAccessible, test } from '../fixtures';

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
  '/events/lange-nacht-der-neuen-raeume',
  '/events/fahrradwinter',
  '/events/roboter-ohne-zaun/register',
  '/events/saatgut-von-morgen/register',
  '/bookings/new?space=trafo',
  '/sign-in',
  '/imprint',
  '/privacy',
  '/accessibility',
  '/nowhere',
];

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1280, 320]) {
    test.describe(`${scheme}, ${width} pixels`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });
      for (const path of pages) {
        // Each page once in each language, spread over schemes and widths so that all combinations of two occur.
        const address = (scheme === 'light') === (width === 320) ? `/en${path === '/' ? '' : path}` : path;
        test(`${address} can be used by everybody`, async ({ page }) => {
          await page.goto(address);
          await awake(page);
          await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
          const lang = address.startsWith('/en') ? 'en' : 'de';
          await expect(page.locator('html')).toHaveAttribute('lang', lang);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(wider, 'the page does not scroll sideways').toBeLessThanOrEqual(0);
          await expectAccessible(page);
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
