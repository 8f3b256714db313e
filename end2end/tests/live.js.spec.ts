import { awake, expect, test } from '../fixtures';

test('the verdict follows while the wish is changed, without a new page', async ({ page }) => {
  await page.goto('/bookings/new?space=trafo&date=2027-01-05&from=10:00&until=11:00&people=8');
  await awake(page);
  await page.evaluate(() => ((window as unknown as { stayed: boolean }).stayed = true));
  await page.getByLabel('Wie viele Personen kommen?').fill('500');
  await expect(page.getByText('28').first()).toBeVisible();
  await page.getByLabel('Wie viele Personen kommen?').fill('8');
  await page.getByLabel('Bis', { exact: true }).fill('10:05');
  await expect(page.getByText(/15 Minuten|30 Minuten/).first()).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { stayed?: boolean }).stayed)).toBe(true);
});

test('a page without an island loads no program', async ({ page }) => {
  const wasm: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.wasm')) wasm.push(request.url());
  });
  await page.goto('/events', { waitUntil: 'networkidle' });
  expect(wasm).toEqual([]);
});
