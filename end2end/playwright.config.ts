import { execFileSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

// Asked once; the workers inherit the answer.
process.env.CHROMIUM ??= execFileSync('../.ci/chromium', { encoding: 'utf8' }).trim();

// BASE_URL points the tests at a server that runs already.
const given = process.env.BASE_URL;

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 90_000,
  // Two workers, a server and its browsers share two cores of a busy machine.
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    // Empty until the server has said its port; the workers, which start later, see it.
    baseURL: given ?? `http://127.0.0.1:${process.env.SPIELRAUM_PORT ?? ''}`,
    locale: 'de-DE',
    // Far from every site, so that a time shown in the browser's zone instead of the site's is seen at once.
    timezoneId: 'Pacific/Auckland',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'js' },
    { name: 'no-js', use: { javaScriptEnabled: false }, testIgnore: /\.js\.spec\.ts$/ },
  ],
  webServer: given
    ? undefined
    : {
        command: './start-server',
        wait: { stdout: /ready at http:\/\/127\.0\.0\.1:(?<spielraum_port>\d+)/ },
        timeout: 90_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
      },
});
