/** How pages feel in Chromium: `./studio bench web`. The last line that it prints is the figures as JSON. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const given = JSON.parse(process.env.STUDIO_USE ?? '');
const { site, key, executable, port } = given;
const LONG_MS = 50;
const KEYS = 300;
/** As Lighthouse's own preset for a desk: where people edit and watch films. */
const DESK = {
  formFactor: 'desktop',
  screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
  throttling: {
    rttMs: 40,
    throughputKbps: 10_240,
    cpuSlowdownMultiplier: 1,
    requestLatencyMs: 0,
    downloadThroughputKbps: 0,
    uploadThroughputKbps: 0,
  },
};

const profile = mkdtempSync(join(tmpdir(), 'studio-use-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: executable,
  viewport: { width: 1440, height: 900 },
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--autoplay-policy=no-user-gesture-required',
    `--remote-debugging-port=${port}`,
  ],
});
const figures = {};
try {
  const page = await context.newPage();
  await page.goto(`${site}#${key}`, { timeout: 120_000 });
  await page.getByRole('heading', { name: 'Projects' }).waitFor({ timeout: 120_000 });
  Object.assign(figures, await scrolled(page), await written(page));
  await page.close();
  Object.assign(figures, await audited());
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify(figures));

/** Down through all rows of the table, as a wheel does it: each frame by the clock, each task by the processor. */
async function scrolled(page) {
  await page.goto(`${site}${given.shots}`, { timeout: 120_000 });
  await page.locator(`table[aria-rowcount="${given.rows + 1}"]`).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(2_000);
  await page.evaluate(() => {
    const frames = [];
    let last = performance.now();
    const next = (now) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    globalThis.frames = frames;
  });
  const trace = await traced(page);
  await page.mouse.move(700, 600);
  const bottom = () => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2;
  while (!(await page.evaluate(bottom))) {
    await page.mouse.wheel(0, 400);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  const last = await page.locator('tbody tr[aria-rowindex]').last().getAttribute('aria-rowindex');
  if (last !== String(given.rows + 1)) throw new Error(`the last row is ${last}, and not ${given.rows + 1}`);
  const tasks = await trace();
  const frames = (await page.evaluate(() => globalThis.frames)).slice(1).sort((a, b) => a - b);
  return {
    'boards table, rows': given.rows,
    'boards table, frames': frames.length,
    'boards table, frames over 50 ms of processor': tasks.filter((each) => each > LONG_MS).length,
    'boards table, longest frame, ms of processor': rounded(tasks.at(-1)),
    'boards table, frames over 50 ms': frames.filter((each) => each > LONG_MS).length,
    'boards table, longest frame, ms': rounded(frames.at(-1)),
  };
}

/** Keys in the middle of a long text: from the key to the picture that shows it. */
async function written(page) {
  await page.goto(`${site}${given.script}`, { timeout: 120_000 });
  const editor = page.getByRole('textbox', { name: /^Script of/ });
  await editor.waitFor({ timeout: 120_000 });
  await page.waitForTimeout(3_000);
  await editor.click({ position: { x: 200, y: 300 } });
  for (let page_ = 0; page_ < 40; page_++) await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  await page.waitForTimeout(2_000);
  await page.evaluate(() => {
    const times = [];
    const channel = new MessageChannel();
    const begun = [];
    channel.port1.onmessage = () => times.push(performance.now() - begun.shift());
    addEventListener(
      'keydown',
      (event) => {
        begun.push(event.timeStamp);
        // After the frame that shows it was painted.
        requestAnimationFrame(() => channel.port2.postMessage(null));
      },
      { capture: true },
    );
    globalThis.times = times;
  });
  const trace = await traced(page);
  const words = 'and then it rains on the harbour while nobody looks '.repeat(10).slice(0, KEYS);
  for (const letter of words) {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    await page.waitForTimeout(40);
  }
  await page.waitForTimeout(500);
  const tasks = await trace();
  const times = (await page.evaluate(() => globalThis.times)).sort((a, b) => a - b);
  if (times.length !== KEYS) throw new Error(`${times.length} keys were measured, and not ${KEYS}`);
  // Of all tasks, those that keys began are the longest: as many as there were keys.
  const ofKeys = tasks.slice(-KEYS);
  return {
    'script, keys': times.length,
    'script, key to paint at p50, ms': rounded(at(times, 0.5)),
    'script, key to paint at p98, ms': rounded(at(times, 0.98)),
    'script, key to paint at p98, ms of processor': rounded(at(ofKeys, 0.98)),
  };
}

async function audited() {
  const { default: lighthouse } = await import(given.lighthouse);
  const found = {};
  const audits = Object.entries(given.audited).flatMap(([name, path]) => [
    { name, path, how: DESK },
    { name: `${name} on a phone`, path, how: {} },
  ]);
  for (const { name, path, how } of audits) {
    const result = await lighthouse(`${site}${path}`, {
      port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      // Whoever is signed in stays it.
      disableStorageReset: true,
      ...how,
    });
    const { categories, audits, runtimeError, finalDisplayedUrl } = result.lhr;
    if (runtimeError) throw new Error(`${name}: ${runtimeError.message}`);
    if (!finalDisplayedUrl.startsWith(`${site}${path}`)) throw new Error(`${name} led to ${finalDisplayedUrl}`);
    for (const [what, { score }] of Object.entries(categories))
      found[`lighthouse ${name} ${what}`] = Math.round(100 * score);
    for (const [id, { score, title, displayValue, scoreDisplayMode, details }] of Object.entries(audits)) {
      if (score === null || score >= 0.9 || scoreDisplayMode === 'informative') continue;
      const where = (details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.url ?? '');
      console.error(`${name} ${id}: ${score} ${title} ${displayValue ?? ''} ${where.join(' ').slice(0, 400)}`);
    }
  }
  return found;
}

/** Begin to trace; what is answered ends it, with the milliseconds of processor of each task of the page, sorted. */
async function traced(page) {
  const session = await context.newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel'] },
  });
  return async () => {
    const over = new Promise((done) => session.once('Tracing.tracingComplete', done));
    await session.send('Tracing.end');
    await over;
    const renderers = new Set(
      events.filter((each) => each.name === 'FunctionCall').map((each) => `${each.pid} ${each.tid}`),
    );
    return events
      .filter((each) => each.name === 'RunTask' && renderers.has(`${each.pid} ${each.tid}`) && each.tdur !== undefined)
      .map((each) => each.tdur / 1000)
      .sort((a, b) => a - b);
  };
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

function rounded(number) {
  return Math.round(number * 10) / 10;
}
