import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, expectAccessible, test } from '../fixtures';

test('the programme is shown in a frame of another page, and its links leave the frame', async ({ page, baseURL }) => {
  await page.goto('/events?town=Lemgo');
  await page.getByText('Auf der eigenen Seite zeigen').click();
  const line = (await page.getByRole('region', { name: 'Zeile zum Einfügen' }).textContent())!.trim();
  expect(line).toContain('/embed/events?town=Lemgo"');
  await expectAccessible(page);

  // A page of somebody else, who pasted the line: another origin on this machine, for what is here may not be framed
  // from out there (Local Network Access).
  const town = http.createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!DOCTYPE html><title>Stadt</title>${line}`);
  });
  await new Promise<void>((ready) => town.listen(0, '127.0.0.1', ready));
  await page.goto(`http://127.0.0.1:${(town.address() as AddressInfo).port}/`);
  const list = page.frameLocator('iframe');
  await expect(list.getByRole('heading', { name: 'Veranstaltungen' })).toBeAttached();
  const event = list.getByRole('listitem').getByRole('link').first();
  const href = await event.getAttribute('href');
  expect(href).toMatch(/^\/events\//);
  await event.click();
  await expect(page).toHaveURL(`${baseURL}${href}`);
  town.close();

  await page.goto('/embed/events?q=gibtesnicht');
  await expect(page.getByText('Zurzeit ist nichts angekündigt.')).toBeVisible();
  await expectAccessible(page);
});
