/** Milestones, changes of many tasks and kept filters; two films in step; and playlists. */

import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { API, barriers, call, KEY, SITE, signedIn, Watched } from './browser';

type Made = { browser: Browser; project: string; film: string };
type Production = { id: string; status: string; revision_id: string };
type Shots = { items: { frames: number }[] };

export function tryTracking(made: () => Made): void {
  const numbers = (page: Page) =>
    page.evaluate(() =>
      ['first-frame', 'second-frame'].map((id) =>
        Number(document.querySelector(`[data-testid=${id}]`)?.textContent?.replace('frame ', '')),
      ),
    );

  it('a milestone is set, gets tasks by a change of many, is undone, and says on the desk how late it is', async () => {
    const { browser, project } = made();
    const { context, page, watched } = await signedIn(browser);
    for (const title of ['Milestone task one', 'Milestone task two', 'Milestone task three']) {
      await call('POST', `/projects/${project}/tasks`, { title });
    }
    await page.goto(`${SITE}tasks/?id=${project}`);
    await page.getByRole('button', { name: 'Set a milestone' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set a milestone' });
    await dialog.getByLabel('Title').fill('Picture lock');
    await dialog.getByLabel('By', { exact: true }).fill('2020-01-02');
    await dialog.getByRole('button', { name: 'Set it' }).click();
    const milestones = page.getByRole('region', { name: 'Milestones' });
    await milestones.getByText(/days late; no tasks yet/).waitFor();

    await page.getByLabel('Choose Milestone task one').check();
    await page.getByLabel('Choose Milestone task three').click({ modifiers: ['Shift'] });
    await page.getByText('3 tasks chosen').waitFor();
    await page.getByLabel('Milestone of the chosen').selectOption({ label: 'Picture lock' });
    await milestones.getByText(/0 of 3 tasks done/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await milestones.getByText(/no tasks yet/).waitFor();
    await page.getByLabel('Milestone of the chosen').selectOption({ label: 'Picture lock' });
    await milestones.getByText(/0 of 3 tasks done/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('3 tasks chosen').waitFor({ state: 'detached' });
    await page.getByLabel('Lists').selectOption('milestone');
    const list = page.getByRole('region', { name: 'Picture lock', exact: true });
    await expect.poll(() => list.getByRole('listitem').count(), { timeout: 15_000 }).toBe(3);

    await page.getByLabel('Find a task').fill('task two');
    await page.getByRole('button', { name: 'Keep this filter' }).click();
    const keeping = page.getByRole('dialog', { name: 'Keep this filter' });
    await keeping.getByLabel('Name').fill('The second');
    await keeping.getByLabel('Share it with the team').check();
    await keeping.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'The second', exact: true, pressed: true }).waitFor();
    await page.goto(`${SITE}tasks/?id=${project}`);
    await page.getByRole('button', { name: 'The second', exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands and projects' }).waitFor();
    await page.keyboard.type('show the second');
    await page.getByRole('option', { name: 'Show The second' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^1 of \d+ tasks$/).waitFor();

    await page.goto(`${SITE}project/?id=${project}`);
    await page.getByText(/days late; 0 of 3 tasks done/).waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 90_000);

  it('two films play in step, frame by frame, beside each other and one over the other', async () => {
    const { browser, project, film } = made();
    const first = await call<Production>('GET', `/productions/${film}`);
    const { id } = await call<Production>('POST', `/revisions/${first.revision_id}/productions?again=true`);
    await expect
      .poll(async () => (await call<Production>('GET', `/productions/${id}`)).status, { timeout: 60_000 })
      .toBe('succeeded');
    const { context, page, watched } = await signedIn(browser);
    await page.goto(`${SITE}watch/?id=${project}&film=${film}`);
    await page.getByRole('link', { name: 'Beside another film' }).click();
    // The page before has a slider of frames and a film, too: keys pressed before this one is there step that.
    await page.getByRole('heading', { name: 'Side by side' }).waitFor();
    await page.waitForFunction(() => {
      const films = [...document.querySelectorAll('video')];
      return films.length === 2 && films.every((each) => each.readyState >= 2 && !each.seeking);
    });
    for (let press = 0; press < 5; press++) await page.keyboard.press('.');
    await page.keyboard.press(',');
    await expect.poll(() => numbers(page), { timeout: 15_000 }).toEqual([4, 4]);
    expect(await page.evaluate(() => [...document.querySelectorAll('video')].map((each) => each.muted))).toEqual([
      false,
      true,
    ]);
    await page.keyboard.press('a');
    await page.waitForFunction(() => document.querySelector('video')?.muted === true);

    await page.keyboard.press('Space');
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 2);
    // What has fallen behind catches up while both play.
    await page.evaluate(() => {
      const second = document.querySelectorAll('video')[1];
      if (second) second.currentTime = 0;
    });
    await page.waitForFunction(() => {
      const [one, other] = [...document.querySelectorAll('video')];
      return one && other && !one.paused && Math.abs(one.currentTime - other.currentTime) < 0.25;
    });
    await page.keyboard.press('k');
    await expect
      .poll(async () => new Set(await numbers(page)).size, { timeout: 15_000, message: 'both stand at one frame' })
      .toBe(1);
    expect((await numbers(page))[0]).toBeGreaterThan(40);

    await page.keyboard.press('v');
    await page.getByRole('slider', { name: 'Where the second film begins, in percent' }).waitFor();
    await page.keyboard.press('Home');
    await page.getByTestId('second-frame').getByText('frame 0', { exact: true }).waitFor();
    // The next shot is counted from where the films stand, and a busy machine takes its time to get there.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('video')].every((each) => !each.seeking && each.currentTime < 0.05),
    );
    await page.keyboard.press(']');
    const { frames } = (await call<Shots>('GET', `/productions/${film}/shots`)).items[0] as Shots['items'][number];
    await page.getByTestId('second-frame').getByText(`frame ${frames}`, { exact: true }).waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('a playlist plays its parts one after the other, each with what is said of its film', async () => {
    const { browser, project, film } = made();
    const { context, page, watched } = await signedIn(browser);
    const [one, two] = (await call<Shots>('GET', `/productions/${film}/shots`)).items;
    const start = (one?.frames ?? 0) + (two?.frames ?? 0);
    await page.goto(`${SITE}watch/?id=${project}&film=${film}&f=${one?.frames}`);
    await page.getByText(`frame ${one?.frames}`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add to a playlist' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add to a playlist' });
    await dialog.getByLabel('What').selectOption('shot');
    await dialog.getByLabel('Title').fill('Dailies');
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await page.getByText('Added to Dailies.').waitFor();
    await page.goto(`${SITE}watch/?id=${project}&film=${film}&f=0`);
    await page.getByRole('button', { name: 'Add to a playlist' }).click();
    await dialog.getByLabel('Playlist').selectOption({ label: 'Dailies' });
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await page.getByText('Added to Dailies.').waitFor();

    await page.goto(`${SITE}watch/playlist/?id=${project}`);
    await page.getByRole('link', { name: /Dailies/ }).click();
    const parts = page.getByRole('region', { name: 'Parts' });
    await parts.getByRole('button', { name: /^1\. Shot 2 of revision/ }).click();
    await page.getByRole('heading', { name: 'Comments' }).waitFor();
    // The shot plays to its end, and the film follows from its first frame.
    await page.locator('video').evaluate(
      (element: HTMLVideoElement, seconds) => {
        const go = () => {
          element.currentTime = seconds;
          void element.play();
        };
        if (element.readyState >= 1) go();
        else element.addEventListener('loadedmetadata', go, { once: true });
      },
      start / 24 - 1,
    );
    const current = parts.locator('[aria-current=true]');
    await current.getByText(/^2\. The film of/).waitFor();
    await page.keyboard.press('k');

    await parts.getByRole('button', { name: 'Part 2 earlier' }).click();
    await parts.getByRole('button', { name: /^1\. The film of/ }).waitFor();
    await page.reload();
    await parts.getByRole('button', { name: /^2\. Shot 2 of revision/ }).waitFor();
    await page.getByRole('button', { name: 'Take part 1 out' }).click();
    await parts.getByRole('button', { name: /^1\. Shot 2 of revision/ }).waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 90_000);

  it('a playlist is shared by a link, and who holds it watches its parts in turn and comments on a frame', async () => {
    const { browser, project, film } = made();
    const { context, page, watched } = await signedIn(browser, { bypassCSP: true });
    const [one, two] = (await call<Shots>('GET', `/productions/${film}/shots`)).items;
    const items = [1, 0].map((shot) => ({ type: 'shot', production_id: film, shot }));
    const list = await call<{ id: string }>('POST', `/projects/${project}/playlists`, { title: 'Selection', items });
    await page.goto(`${SITE}watch/playlist/?id=${project}&list=${list.id}`);
    await page.getByRole('link', { name: 'Share', exact: true }).click();
    await page.getByLabel('For whom').fill('The festival');
    expect(await page.getByLabel('What it shows').inputValue()).toBe(list.id);
    await page.getByText('All of each film of which a shot stands in it can be watched.').waitFor();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel('The link for “The festival”').inputValue();
    await page.getByRole('table', { name: 'Links that work' }).getByRole('link', { name: 'Selection' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(watched.complaints).toEqual([]);
    await context.close();

    const guests = await browser.newContext({ bypassCSP: true });
    const seen = new Watched(guests);
    const guest = await guests.newPage();
    await guest.goto(link);
    await guest.getByRole('heading', { name: /: Selection$/ }).waitFor();
    const parts = guest.getByRole('list', { name: 'Parts' });
    const current = parts.locator('[aria-current=true]');
    await current.getByText('1. Shot 2 of the film').waitFor();
    await guest.waitForFunction(() => document.querySelector('video')?.readyState ?? 0);
    const time = () => guest.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
    const begins = (one?.frames ?? 0) / 24;
    await expect.poll(time, { timeout: 10_000 }).toBeGreaterThanOrEqual(begins);
    // The second shot plays to its end, and the first follows from its first frame.
    await guest.locator('video').evaluate(
      (video: HTMLVideoElement, seconds) => {
        video.currentTime = seconds;
        void video.play();
      },
      begins + (two?.frames ?? 0) / 24 - 0.5,
    );
    await current.getByText('2. Shot 1 of the film').waitFor();
    await expect.poll(time, { timeout: 10_000 }).toBeLessThan(begins);
    await guest.getByLabel('Your name').fill('Zoë');
    await guest.getByLabel(/^What you think of/).fill('More of this.');
    await guest.getByRole('button', { name: 'Comment' }).click();
    await guest.getByRole('region', { name: 'Comments' }).getByText('Zoë: More of this.').waitFor();
    expect(await guest.getByRole('link').count()).toBe(0);
    expect(await barriers(guest)).toEqual([]);
    expect(seen.complaints).toEqual([]);
    await guests.close();
    const said = await call<{ items: { text: string; shot: number; author: { kind: string } }[] }>(
      'GET',
      `/productions/${film}/comments?limit=200`,
    );
    expect(said.items.find((each) => each.text === 'More of this.')).toMatchObject({
      shot: 0,
      author: { kind: 'guest' },
    });
    // Deleted, it takes its links back.
    const gone = await fetch(`${API}/api/v1/playlists/${list.id}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${KEY}`, 'If-Match': '"1"' },
    });
    expect(gone.status).toBe(204);
    expect(await call('GET', `/projects/${project}/share-links`)).toMatchObject({ items: [] });
  }, 90_000);
}
