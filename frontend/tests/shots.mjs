/** Pictures of pages, at two widths, dark and light: `./studio bench web --shots DIR`. */

import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { site, key, folder, executable, pages } = JSON.parse(process.env.STUDIO_SHOTS ?? '');
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

const browser = await chromium.launch({
  executablePath: executable,
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
});
try {
  for (const viewport of WIDTHS) {
    for (const colorScheme of ['dark', 'light']) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(`${site}#${key}`, { timeout: 120_000 });
      await page.getByRole('heading', { name: 'Projects' }).waitFor();
      for (const { name, path, answers } of pages) {
        for (const [url, fields] of Object.entries(answers ?? {})) {
          await page.route(url, async (route) => {
            const answer = await route.fetch();
            await route.fulfill({ response: answer, json: { ...(await answer.json()), ...fields } });
          });
        }
        await page.goto(`${site}${path.slice(1)}`, { timeout: 120_000 });
        await page.getByRole('main').waitFor();
        // A page that plays or streams is never idle: what is there by then is what somebody sees.
        await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
        await page.evaluate(() => document.fonts.ready);
        const file = `${name}-${viewport.width}-${colorScheme}.jpg`;
        await page.screenshot({ path: join(folder, file), type: 'jpeg', quality: 70, fullPage: true });
        console.log(file);
        await page.unrouteAll();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
