/** Pictures of pages, wide and narrow, dark and light: `./studio bench web --shots DIR`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { site, key, folder, executable, widths, schemes, pages } = JSON.parse(process.env.STUDIO_SHOTS ?? '');
/** Higher than this nobody scrolls through a picture. */
const MOST_PIXELS = 4000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What nobody has to look for: pages that are wider than their window, and what axe finds. */
const findings = [];

const browser = await chromium.launch({
  executablePath: executable,
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
});
try {
  for (const width of widths) {
    for (const colorScheme of schemes) {
      const viewport = { width, height: width > 1000 ? 900 : 844 };
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', bypassCSP: true });
      const page = await context.newPage();
      await page.goto(`${site}#${key}`, { timeout: 120_000 });
      await page.getByRole('heading', { name: 'Projects' }).waitFor({ timeout: 120_000 });
      for (const { name, path, answers } of pages) {
        for (const [url, fields] of Object.entries(answers ?? {})) {
          await page.route(url, async (route) => {
            const answer = await route.fetch();
            await route.fulfill({ response: answer, json: { ...(await answer.json()), ...fields } });
          });
        }
        await page.goto(`${site}${path.slice(1)}`, { timeout: 120_000 });
        await shown(page);
        const file = `${name}-${width}-${colorScheme}.jpg`;
        const height = Math.min(MOST_PIXELS, await page.evaluate(() => document.documentElement.scrollHeight));
        await page.screenshot({
          path: join(folder, file),
          type: 'jpeg',
          quality: 70,
          fullPage: true,
          clip: { x: 0, y: 0, width, height },
        });
        console.log(file);
        findings.push(...(await wrong(page, width)).map((what) => ({ file, what })));
        await page.unrouteAll();
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
writeFileSync(join(folder, 'findings.json'), JSON.stringify(findings, null, 1));

/** A page that plays or streams is never idle: it is there once nothing on it is still coming. */
async function shown(page) {
  const settled = () =>
    !document.querySelector('[aria-label="Loading"]') &&
    [...document.images].every((image) => image.complete) &&
    document.fonts.status === 'loaded';
  // The way in has a main part too: who is signed in has this one.
  await page.locator('main#content').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(300);
  await page.waitForFunction(settled, undefined, { timeout: 10_000 }).catch(() => undefined);
  await page.waitForTimeout(200);
}

async function wrong(page, width) {
  await page.evaluate(AXE);
  return page.evaluate(async (width) => {
    const { violations } = await globalThis.axe.run();
    const found = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map((node) => node.html.slice(0, 200))
            .join(' | ')}`,
      );
    const wide = document.documentElement.scrollWidth;
    if (wide > width) {
      const culprit = [...document.body.querySelectorAll('*')].find(
        (element) => element.getBoundingClientRect().right > width + 1 && element.children.length === 0,
      );
      found.push(`${wide} pixels wide: ${culprit?.outerHTML.slice(0, 200)}`);
    }
    return found;
  }, width);
}
