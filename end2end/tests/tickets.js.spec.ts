import { awake, expect, expectAccessible, signIn, test } from '../fixtures';
import { announce, register } from '../programme';

test('the camera reads a ticket once however long it is held there, and goes dark again', async ({ page, browser }, info) => {
  const title = `Kameraprobe ${info.project.name}`;
  await signIn(page, 'hochschule@example.org');
  const overview = await announce(page, title, 5);
  const hers = await register(browser, overview, ['Kim Kamera', 'Leo Linse'], `kim.${info.project.name}@example.org`);
  const codes = await hers.locator('.ticket code').allTextContents();
  await hers.context().close();

  // No browser of ours has a camera or reads codes: this one sees what the test holds in front of it.
  await page.addInitScript(() => {
    const seen = { code: '', stopped: 0 };
    const picture = () => {
      const canvas = document.createElement('canvas');
      // A picture that stands still is none: nothing would play.
      setInterval(() => canvas.getContext('2d')!.fillRect(Math.random() * 100, 0, 9, 9), 50);
      const stream = canvas.captureStream();
      for (const track of stream.getTracks()) {
        const stop = track.stop.bind(track);
        track.stop = () => { seen.stopped += 1; stop(); };
      }
      return Promise.resolve(stream);
    };
    Object.assign(window, {
      seen,
      BarcodeDetector: class {
        static getSupportedFormats() { return Promise.resolve(['qr_code']); }
        detect() { return Promise.resolve(seen.code ? [{ rawValue: seen.code }] : []); }
      },
    });
    Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: picture } });
  });
  const hold = (code: string) => page.evaluate((code) => { (window as unknown as { seen: { code: string } }).seen.code = code; }, code);

  await page.goto(`${overview}/registrations`);
  await page.getByRole('link', { name: /Einlass/ }).click();
  await awake(page);
  const camera = page.getByRole('button', { name: 'Mit der Kamera scannen' });
  await camera.click();
  await expect(page.getByText('Halten Sie das Ticket vor die Kamera.')).toBeVisible();
  await expectAccessible(page);
  const answer = page.locator('.scan__answer');
  await hold(codes[0]);
  await expect(answer).toContainText('Kim Kamera ist da.');
  await hold(`http://127.0.0.1/tickets/00000000000000000000000000${codes[1].replaceAll('-', '')}`);
  await expect(answer).toContainText('Leo Linse ist da.');
  await expect(page.locator('[data-count=came]')).toHaveText('2');
  await page.getByRole('button', { name: 'Kamera ausschalten' }).click();
  await expect(camera).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { seen: { stopped: number } }).seen.stopped)).toBe(1);
});
