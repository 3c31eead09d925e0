import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWAY, barriers, call, launch, SCREENPLAY, SITE, signedIn, Watched } from './browser';
import { tryCallSheets } from './callsheets';
import { tryPapers } from './papers';
import { tryReview } from './review';
import { ROOM_PAGES, tryRooms } from './rooms';
import { tryScript } from './script';
import { trySuggestions } from './suggestions';
import { tryTelling } from './telling';
import { tryTracking } from './tracking';

let browser: Browser;
const link = process.env.STUDIO_LINK ?? '';
/** Of the film that the first test makes, for those after it. */
let project = '';
let film = '';

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

const video = (page: Page) => page.getByLabel('Film', { exact: true }).and(page.locator('video'));
const timecode = (page: Page) => page.getByTestId('timecode').textContent();

async function watching(page: Page): Promise<void> {
  await page.goto(`${SITE}watch/?id=${project}&film=${film}`);
  await page.getByRole('slider', { name: 'Frame' }).waitFor();
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('video[aria-label=Film]')?.readyState ?? 0) >= 2,
  );
}

it('from the link of ./studio up to a playing film, with nothing asked of anybody else', async () => {
  const context = await browser.newContext();
  const watched = new Watched(context);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByText('There is no project yet.').waitFor();
  expect(page.url()).toBe(SITE);

  const file = { name: 'low-tide.fountain', mimeType: 'text/plain', buffer: Buffer.from(SCREENPLAY) };
  await page.getByLabel('New film from a screenplay').setInputFiles(file);
  await page.getByRole('heading', { name: 'Low Tide' }).waitFor();
  await page.getByText('The film is being made').waitFor();
  await page.getByRole('button', { name: /Making 1 film/ }).waitFor();
  // Told by the news, whatever page is shown.
  await page.getByRole('link', { name: /all projects/i }).click();
  await page.getByText('A film is finished.').waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Watch' }).click();
  await page.getByRole('button', { name: 'Play the film' }).click();
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('video[aria-label=Film]')?.currentTime ?? 0) > 1,
  );

  const shown = await video(page).evaluate((element: HTMLVideoElement) => ({
    cues: element.textTracks[0]?.cues?.length,
    mode: element.textTracks[0]?.mode,
    width: element.videoWidth,
  }));
  expect(shown).toEqual({ cues: expect.any(Number), mode: 'hidden', width: 1920 });
  // The picture carries them; whoever wants them beside it keeps that choice.
  await page.getByRole('button', { name: 'Subtitles' }).click();
  expect(await video(page).evaluate((element: HTMLVideoElement) => element.textTracks[0]?.mode)).toBe('showing');
  expect(shown.cues).toBeGreaterThanOrEqual(2);
  expect(await page.getByRole('navigation', { name: 'Scenes' }).getByRole('button').count()).toBeGreaterThanOrEqual(2);
  await page.getByRole('region', { name: 'What the page left open' }).getByText('Synthesised').first().waitFor();
  expect(await page.getByRole('link', { name: 'Poster (JPEG)' }).count()).toBe(1);
  expect([...watched.origins]).toEqual(['127.0.0.1']);
  expect(watched.complaints).toEqual([]);
  const query = new URL(page.url()).searchParams;
  [project, film] = [query.get('id') ?? '', query.get('film') ?? ''];
  await context.close();
}, 150_000);

it('who comes from the organisation’s provider is signed in, and told when it does not let them in', async () => {
  const context = await browser.newContext();
  const watched = new Watched(context);
  const page = await context.newPage();
  await page.goto(`${SITE}#fe_openid-refused`);
  await page.getByText('The OpenID provider did not let you in').waitFor();
  await page.getByRole('button', { name: 'Sign in with 127.0.0.1' }).click();
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  expect(page.url()).toBe(SITE);
  await page.reload();
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  // What came back is used up, and of no use in another browser anyway.
  expect(watched.count('POST /api/v1/session/sign-in')).toBe(2);
  expect(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).toBe('[{},{}]');
  expect([...watched.origins]).toEqual(['127.0.0.1']);
  expect(watched.complaints).toEqual([]);
  await context.close();
});

it('a link that was used before says so, and the page offers the other ways', async () => {
  const page = await browser.newPage();
  await page.goto(link);
  await page.getByText('This link was used already').waitFor();
  await page.getByRole('button', { name: 'API key' }).waitFor();
  expect(page.url()).not.toContain('fl_');
  await page.close();
});

describe('who is signed in', () => {
  it('stays so after a reload, and nothing secret is stored where scripts can read it', async () => {
    const { context, page } = await signedIn(browser);
    expect(page.url()).toBe(SITE);
    await page.reload();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    const stored = await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    expect(JSON.stringify(stored)).not.toMatch(/fs_|fl_|eyJ/);
    await context.close();
  });

  it('refreshes once for all tabs, and follows the news by one stream', async () => {
    const { context, page, watched } = await signedIn(browser);
    const tabs = [page];
    for (let more = 0; more < 5; more++) tabs.push(await context.newPage());
    await Promise.all(tabs.map((tab) => tab.goto(SITE)));
    await Promise.all(tabs.map((tab) => tab.getByRole('link', { name: 'Low Tide' }).waitFor()));
    expect(watched.count('POST /api/v1/session/refresh')).toBe(1);

    // Tabs that are too busy to answer have their token nevertheless: who comes waits for it.
    const busy = tabs.map((tab) =>
      tab.evaluate(() => {
        const until = Date.now() + 1500;
        while (Date.now() < until);
      }),
    );
    const late = await context.newPage();
    await late.goto(SITE);
    await late.getByRole('link', { name: 'Low Tide' }).waitFor();
    await Promise.all(busy);
    expect(watched.count('POST /api/v1/session/refresh')).toBe(1);
    tabs.push(late);

    const { version } = await call<{ version: number }>('GET', `/projects/${project}`);
    await call('PATCH', `/projects/${project}`, { title: 'High Tide' }, { 'If-Match': `"${version}"` });
    await Promise.all(tabs.map((tab) => tab.getByRole('link', { name: 'High Tide' }).waitFor()));
    await call('PATCH', `/projects/${project}`, { title: 'Low Tide' }, { 'If-Match': `"${version + 1}"` });
    // The first tab led before it was loaded anew; since then one of them does.
    expect(watched.count('GET /api/v1/events')).toBeLessThanOrEqual(3);
    await context.close();
  });

  it('is signed out in every tab at once', async () => {
    const { context, page } = await signedIn(browser);
    const other = await context.newPage();
    await other.goto(SITE);
    await other.getByRole('heading', { name: 'Projects' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await other.reload();
    await other.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await context.close();
  });
});

describe('the player', () => {
  it('steps frame by frame, to the middle of each, and seeks to where scenes begin', async () => {
    const { context, page } = await signedIn(browser);
    await watching(page);
    await page.keyboard.press('Home');
    for (const [key, shows] of [
      ['.', '01:00:00:01'],
      ['.', '01:00:00:02'],
      ['ArrowRight', '01:00:01:02'],
      [',', '01:00:01:01'],
      ['ArrowLeft', '01:00:00:01'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await timecode(page)).toBe(shows);
    }
    await page.waitForFunction(() => !document.querySelector<HTMLVideoElement>('video[aria-label=Film]')?.seeking);
    expect(await video(page).evaluate((element: HTMLVideoElement) => element.currentTime)).toBeCloseTo(1.5 / 24, 3);

    const second = page.getByRole('navigation', { name: 'Scenes' }).getByRole('button').last();
    await second.click();
    expect(await second.textContent()).toContain((await timecode(page)) ?? 'nothing');
    await page.keyboard.press('[');
    expect(await timecode(page)).not.toBe(null);
    await context.close();
  });

  it('plays by J, K and L wherever the focus is', async () => {
    const { context, page } = await signedIn(browser);
    await watching(page);
    await page.getByRole('link', { name: /Report of/ }).focus();
    const rate = () => video(page).evaluate((element: HTMLVideoElement) => (element.paused ? 0 : element.playbackRate));
    await page.keyboard.press('l');
    expect(await rate()).toBe(1);
    await page.keyboard.press('l');
    expect(await rate()).toBe(2);
    await page.keyboard.press('k');
    expect(await rate()).toBe(0);
    await page.keyboard.press('End');
    const end = await timecode(page);
    await page.keyboard.press('j');
    await page.waitForFunction(
      (from) => (document.querySelector('[data-testid=timecode]')?.textContent ?? '') < (from ?? ''),
      end,
    );
    await context.close();
  });

  it('goes on at its frame when the address of its file has ended', async () => {
    const { context, page } = await signedIn(browser);
    let asked = 0;
    await context.route(/\.mp4/, (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ status: 403, body: 'Request has expired' }) : route.continue();
    });
    await page.goto(`${SITE}watch/?id=${project}&film=${film}&f=72`);
    await page.waitForFunction(() => {
      const element = document.querySelector<HTMLVideoElement>('video[aria-label=Film]');
      return element && !element.error && element.readyState >= 2 && element.currentTime > 2.9;
    });
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(await timecode(page)).toBe('01:00:03:00');
    await context.close();
  });
});

it('while the studio is away the page says so and keeps what it shows, and goes on by itself', async () => {
  const { context, page } = await signedIn(browser);
  await page.getByRole('link', { name: 'Low Tide' }).waitFor();
  writeFileSync(AWAY, '');
  try {
    await page.getByText(/The studio does not answer since/).waitFor({ timeout: 30_000 });
    await page.getByRole('link', { name: 'Low Tide' }).waitFor();
    const late = await context.newPage();
    await late.goto(SITE);
    await late.getByText(/tries again every few seconds/).waitFor();
    rmSync(AWAY);
    await late.getByRole('link', { name: 'Low Tide' }).waitFor({ timeout: 40_000 });
    await page.getByText(/The studio does not answer since/).waitFor({ state: 'hidden', timeout: 40_000 });
  } finally {
    if (existsSync(AWAY)) rmSync(AWAY);
  }
  await context.close();
}, 120_000);

it.each([
  ['project/?id=00000000-0000-4000-8000-000000000000', 'There is no such project'],
  ['project/?id=nonsense', 'There is no such project'],
  ['watch/?film=00000000-0000-4000-8000-000000000000', 'There is no such film'],
  ['nowhere/', 'There is no such page'],
])('%s, which leads to nothing of theirs, says so', async (path, words) => {
  const { context, page } = await signedIn(browser);
  await page.goto(SITE + path);
  await page.getByRole('heading', { name: words }).waitFor();
  await page.getByRole('link', { name: 'All projects', exact: true }).click();
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  await context.close();
});

it('a deleted project comes back by Undo, and a file that is no screenplay begins none', async () => {
  const { context, page } = await signedIn(browser);
  await page.getByRole('button', { name: 'Delete Low Tide' }).click();
  await page.getByText('“Low Tide” is deleted.').waitFor();
  await page.getByRole('link', { name: 'Low Tide' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Low Tide' }).waitFor();
  // Whoever let the toast go by finds it below the others.
  await page.getByRole('button', { name: 'Delete Low Tide' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('link', { name: 'Low Tide' }).waitFor();
  await page.getByRole('heading', { name: 'Just deleted' }).waitFor({ state: 'hidden' });

  const picture = { name: 'still.png', mimeType: 'image/png', buffer: Buffer.from([137, 80, 78, 71, 0, 0]) };
  await page.getByLabel('New film from a screenplay').setInputFiles(picture);
  await page.getByText('still.png is not a text.').waitFor();
  const projects = await call<{ items: unknown[] }>('GET', '/projects');
  expect(projects.items).toHaveLength(1);
  await context.close();
});

it('by the keyboard alone: in by a key, to the film by the palette, and it plays', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(SITE);
  await page.getByRole('button', { name: 'API key' }).waitFor();
  const at = (name: string) =>
    page.evaluate((wanted) => {
      const element = document.activeElement;
      return [
        element?.getAttribute('aria-label'),
        element?.textContent,
        (element as HTMLInputElement)?.labels?.[0]?.textContent,
      ].includes(wanted);
    }, name);
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 30 && !(await at(name)); presses++) await page.keyboard.press('Tab');
    expect(await at(name), `Tab leads to ${name}`).toBe(true);
  };
  await tabTo('API key');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type(process.env.STUDIO_KEY ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Low Tide' }).waitFor();
  await page.keyboard.type('low tide');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Low Tide' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.getByRole('slider', { name: 'Frame' }).waitFor();
  await page.keyboard.press('l');
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('video[aria-label=Film]')?.currentTime ?? 0) > 0.5,
  );
  await context.close();
});

describe('call sheets', () => tryCallSheets(() => ({ browser })));
describe('the rooms', () => tryRooms(() => ({ browser, project, film })));

describe('papers', () => tryPapers(() => ({ browser })));

describe('the way to the next film', () => tryReview(() => ({ browser, project, film })));

describe('dates, lists and films in step', () => tryTracking(() => ({ browser, project, film })));

describe('who is told, and shown', () => tryTelling(() => ({ browser, project, film })));

describe.each([
  ['dark', 1440],
  ['light', 390],
] as const)('%s, at %d wide', (colorScheme, width) => {
  it('no page keeps anybody out, and none is wider than the window', async () => {
    const options = {
      bypassCSP: true,
      colorScheme,
      viewport: { width, height: 844 },
      reducedMotion: 'reduce' as const,
    };
    const { context, page } = await signedIn(browser, options);
    const looked = async (name: string) => {
      expect((await barriers(page)).join('\n'), name).toBe('');
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
    };
    // Films further down than a screen are asked for when somebody scrolls there.
    await page.locator(`li a[href*="project/?id=${project}"]`).scrollIntoViewIfNeeded();
    await page.getByText(/Film of/).waitFor();
    await looked('projects');
    await page.goto(`${SITE}project/?id=${project}`);
    await page.getByText('Revision 1', { exact: false }).first().waitFor();
    await looked('desk');
    await watching(page);
    await looked('watch');
    for (const [path, ready] of ROOM_PAGES) {
      await page.goto(SITE + path.replace('PROJECT', project));
      await page.getByText(ready).first().waitFor();
      await looked(path);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('listbox').waitFor();
    await looked('palette');
    await page.goto(`${SITE}components/`);
    await page.getByRole('heading', { name: 'Components' }).waitFor();
    await looked('components');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await looked('sign in');
    await context.close();
  }, 180_000);
});

// Last: what is above counts the projects.
describe('the script', () => tryScript(() => ({ browser })));

describe('suggestions', () => trySuggestions(() => ({ browser })));
