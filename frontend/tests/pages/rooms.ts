/** Boards, production, team and organisation, on the film that was made before them. */

import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { API, barriers, call, revise, SITE, signedIn } from './browser';

type Made = { browser: Browser; project: string; film: string };
type Shots = { items: { index: number; frames: number; scene: number }[] };

/** Path → what is on it once it is there. */
export const ROOM_PAGES: readonly (readonly [string, string | RegExp])[] = [
  ['boards/?id=PROJECT', /^\d+ shots/],
  ['boards/?id=PROJECT&view=table', 'Line or action'],
  ['reports/?id=PROJECT', 'Inside and outside'],
  ['cast/?id=PROJECT', 'Who is in which scene'],
  ['breakdown/?id=PROJECT', /elements? confirmed/],
  ['schedule/?id=PROJECT', /: \d+ days?/],
  ['schedule/days/?id=PROJECT', 'One-line schedule'],
  ['callsheet/?id=PROJECT', 'Begin the call sheet'],
  ['budget/?id=PROJECT', /Grand total/],
  ['production/?id=PROJECT', 'The film is finished'],
  ['tasks/?id=PROJECT', 'Doing'],
  ['watch/compare/?id=PROJECT', 'Comment on the first'],
  ['watch/playlist/?id=PROJECT', 'Dailies'],
  ['team/?id=PROJECT', 'Invitations into the team'],
  ['share/?id=PROJECT', /Nobody has a link|Links that work/],
  ['organization/', 'Members'],
  ['organization/?part=invitations', 'Days'],
  ['organization/?part=keys', 'Begins with'],
  ['organization/?part=webhooks', 'Name of a new webhook'],
  ['organization/?part=sessions', 'Began with'],
  ['organization/?part=audit', /, 20\d\d, \d/],
  ['organization/?part=you', 'which is no person'],
];

export function tryRooms(made: () => Made): void {
  describe('boards', () => {
    it('show every shot, play under the pointer, go by keys, and open the film where a shot begins', async () => {
      const { browser, project, film } = made();
      const { context, page } = await signedIn(browser);
      const shots = (await call<Shots>('GET', `/productions/${film}/shots`)).items;
      await page.goto(`${SITE}boards/?id=${project}`);
      await page.getByText(`${shots.length} shots`).first().waitFor();
      const boards = page.locator('[data-board]');
      expect(await boards.count()).toBe(shots.length);
      await page.waitForFunction(
        () => document.querySelector<HTMLImageElement>('[data-board="0"] img')?.naturalWidth === 640,
      );
      await boards.nth(1).hover();
      await boards.nth(1).locator('[data-playing]').waitFor();
      await page.mouse.move(0, 0);
      await boards.nth(1).locator('[data-playing]').waitFor({ state: 'detached' });

      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-board') === '1');
      await page.keyboard.press('Enter');
      await page.getByRole('slider', { name: 'Frame' }).waitFor();
      const start = shots[0]?.frames ?? 0;
      expect(new URL(page.url()).searchParams.get('f')).toBe(String(start));
      await page.getByText(`frame ${start}`, { exact: true }).waitFor();
      await context.close();
    });

    it('are found by their words, stand in a table, and are saved as CSV', async () => {
      const { browser, project } = made();
      const { context, page } = await signedIn(browser, { acceptDownloads: true });
      await page.goto(`${SITE}boards/?id=${project}`);
      await page.locator('[data-board]').first().waitFor();
      await page.keyboard.press('/');
      await page.locator('input:focus').waitFor();
      await page.locator('input:focus').fill('drink');
      await page.getByText(/^1 of \d+ shots/).waitFor();
      await page.getByRole('button', { name: 'Table' }).click();
      const table = page.getByRole('table', { name: 'Shot list' });
      await table.getByText('Drink.').waitFor();
      expect(await table.getByRole('row').count()).toBe(2);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Grid' }).focus();
      await page.keyboard.press('End');
      await page.waitForFunction(() => document.activeElement?.closest('tr')?.ariaRowIndex === '2');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV' }).click(),
      ]);
      const [head, row] = readFileSync(await download.path(), 'utf8').split('\r\n');
      expect(head).toContain('shot,scene,heading,size');
      expect(row).toContain('TOM: Drink.');
      // A link to what is filtered shows the same.
      await page.reload();
      await page.getByText(/^1 of \d+ shots/).waitFor();
      await page.getByRole('searchbox').fill('nobody says this');
      await page.getByText('No shot is like that.').waitFor();
      await page.getByRole('button', { name: 'Show all shots' }).click();
      await page.getByText(/^\d+ shots/).waitFor();
      await context.close();
    });
  });

  it('boards are set on paper by a job, whose PDF is saved', async () => {
    const { browser, project } = made();
    const { context, page } = await signedIn(browser, { acceptDownloads: true });
    await page.goto(`${SITE}boards/?id=${project}`);
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.getByRole('button', { name: 'PDF' }).click(),
    ]);
    expect(
      readFileSync(await download.path())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    await context.close();
  }, 90_000);

  it('a schedule is made, moved by keys as by drag, undone, made cheaper, read as day-out-of-days, and budgeted', async () => {
    const { browser, project } = made();
    const { context, page } = await signedIn(browser);
    await page.goto(`${SITE}schedule/?id=${project}`);
    await page.getByRole('button', { name: 'Make a schedule' }).click();
    const strips = page.locator('[data-scene]');
    await strips.first().waitFor();
    const order = () => strips.evaluateAll((all) => all.map((each) => each.getAttribute('data-scene')).join());
    const becomes = (wanted: string) =>
      page.waitForFunction(
        (text) =>
          [...document.querySelectorAll('[data-scene]')].map((each) => each.getAttribute('data-scene')).join() === text,
        wanted,
      );
    expect(await order()).toBe('0,1');
    // Both ways to the same place: before the first strip.
    await strips.nth(1).focus();
    await page.keyboard.press('Space');
    await page.getByText('1 strip picked up').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowUp');
    await page.getByText('Day 1, before scene 1').waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    await becomes('1,0');
    await page.getByRole('button', { name: 'Undo' }).click();
    await becomes('0,1');
    await strips.nth(1).dragTo(strips.nth(0), { targetPosition: { x: 60, y: 4 } });
    await becomes('1,0');
    await page.keyboard.press('Alt+ArrowDown');
    await becomes('0,1');

    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Day rate of IDA').fill('700');
    await page.getByLabel('Eighths of a page a day').fill('4');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByTestId('total').getByText('700').waitFor();
    await page.getByRole('button', { name: 'Optimise' }).click();
    await page.getByText(/The best order|The board is as cheap as it gets/).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Day-out-of-days' }).click();
    await page.getByRole('cell', { name: 'SWF' }).first().waitFor();
    await page.getByText('END OF DAY 1').waitFor();

    await page.goto(`${SITE}budget/?id=${project}`);
    await page.getByRole('button', { name: 'Begin a budget' }).click();
    await page.getByText(/Drawn from the schedule/).waitFor();
    const account = (name: string) => page.locator('summary', { hasText: name });
    await account('Cast').getByText('700.00').waitFor();
    await account('Location').click();
    await page.getByRole('button', { name: 'Write a line in Location' }).press('Enter');
    await page.getByLabel('Description').fill('The ferry');
    await page.getByLabel('Amount').fill('2');
    await page.getByLabel('Rate, USD').fill('450.50');
    await page.getByRole('button', { name: 'Save' }).click();
    await account('Location').getByText('901.00').waitFor();
    const ferry = page.getByRole('button', { name: 'The ferry' });
    await ferry.filter({ hasText: 'Take out' }).click();
    await ferry.filter({ hasText: 'Take it out?' }).click();
    await account('Location').getByText('901.00').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await account('Location').getByText('901.00').waitFor();
    await context.close();
  }, 120_000);

  it('a voice is tried before it is kept, kept, refused over somebody else’s choice, and given back', async () => {
    const { browser, project } = made();
    const { context, page } = await signedIn(browser, { bypassCSP: true });
    await page.goto(`${SITE}cast/?id=${project}`);
    const choose = page.getByRole('button', { name: /^Choose for/ }).first();
    await choose.waitFor();
    const name = ((await choose.textContent()) ?? '').replace('Choose for ', '');
    await choose.press('Enter');
    const dialog = page.getByRole('dialog', { name });
    const voice = dialog.getByLabel('Voice', { exact: true }).and(dialog.locator('select'));
    const first = await voice.inputValue();
    await voice.selectOption(first === 'bf_lily' ? 'bf_alice' : 'bf_lily');
    await dialog.getByLabel('Blended with').selectOption('af_nova');
    await dialog.getByLabel('Share of Nova').press('ArrowRight');
    await dialog.getByRole('button', { name: 'Hear it' }).click();
    await dialog.getByText('Playing').waitFor({ timeout: 60_000 });
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Chosen by somebody.').waitFor();

    type Listed<Item> = { items: Item[] };
    type Cast = Listed<{ id: string; name: string; version: number; neural_voice: { blend: unknown } }>;
    const { items } = await call<Listed<{ id: string }>>('GET', `/projects/${project}/revisions`);
    const cast = await call<Cast>('GET', `/revisions/${items[0]?.id}/characters`);
    const seen = cast.items.find((each) => each.name === name);
    expect(seen?.neural_voice.blend).toMatchObject([{ share: 0.49 }, { name: 'af_nova', share: 0.51 }]);
    await call('PUT', `/characters/${seen?.id}/casting`, { locked: true }, { 'If-Match': `"${seen?.version}"` });
    await dialog.getByLabel('Speed').press('ArrowRight');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('You changed this yourself elsewhere').waitFor();
    await dialog.getByRole('button', { name: 'Show what they chose' }).click();
    expect(await dialog.getByRole('checkbox', { name: /^Locked/ }).isChecked()).toBe(true);
    expect(await voice.inputValue()).toBe(first);

    await dialog.getByRole('button', { name: 'Give back to casting' }).click();
    await dialog.getByRole('button', { name: 'Give it back?' }).click();
    await dialog.getByRole('button', { name: 'Give back to casting' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Choose'));
    await context.close();
  }, 90_000);

  it('a sheet has its plates, keeps a version, says who has to agree, and names are merged and split', async () => {
    const { browser } = made();
    const project = (await call<{ id: string }>('POST', '/projects', { title: 'Sheets' })).id;
    await revise(project, 'INT. BAR - DAY\n\nMOM, 60, in a red coat, waits.\n\nMOM\nGo.\n\nANNA\nNo.\n');
    const { context, page } = await signedIn(browser, { bypassCSP: true });
    await page.goto(`${SITE}cast/?id=${project}`);
    await page.getByRole('link', { name: 'MOM' }).click();
    const front = () => document.querySelector<HTMLImageElement>('img[alt="MOM, front"]')?.naturalWidth === 420;
    await page.waitForFunction(front, undefined, { timeout: 60_000 });
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep as it is' }).click();
    await page.getByText('1, concept').waitFor();
    await page.getByLabel('Mode', { exact: true }).selectOption('brand');
    const missing = page.getByText('a likeness consent is missing');
    await missing.waitFor();
    await page.getByRole('button', { name: 'Note a consent' }).click();
    const form = page.getByRole('form', { name: 'New consent' });
    await form.getByLabel('Person').fill('Jane Doe');
    const buffer = Buffer.from('%PDF-1.7\n');
    await form.locator('input[type=file]').setInputFiles({ name: 'signed.pdf', mimeType: 'application/pdf', buffer });
    await form.getByRole('button', { name: 'Keep the consent' }).click();
    await page.getByRole('button', { name: 'signed.pdf' }).waitFor();
    await missing.waitFor({ state: 'detached' });

    await page.goto(`${SITE}cast/?id=${project}`);
    await page.getByRole('button', { name: 'Choose for ANNA' }).click();
    const dialog = page.getByRole('dialog', { name: 'ANNA' });
    await dialog.getByLabel('Another name of').selectOption({ label: 'MOM' });
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await dialog.getByRole('button', { name: 'Split from MOM' }).click();
    await dialog.getByRole('button', { name: 'Merge' }).waitFor();
    await context.close();
  }, 120_000);

  it('the cast is heard, one voice at a time, and stands beside its scenes', async () => {
    const { browser, project } = made();
    const { context, page, watched } = await signedIn(browser);
    await page.goto(`${SITE}cast/?id=${project}`);
    await page.getByRole('button', { name: 'Hear IDA' }).click();
    await page.getByText('It was here this morning.').waitFor();
    await page.getByRole('button', { name: 'Stop IDA' }).waitFor();
    await page.getByRole('button', { name: 'Hear TOM' }).click();
    await page.getByText('Drink.').waitFor();
    // Once the line is over, somebody may be heard again.
    await page.getByRole('button', { name: 'Hear TOM' }).waitFor({ timeout: 15_000 });
    expect(watched.complaints).toEqual([]);
    const row = page.getByRole('region', { name: 'Scenes and characters' }).getByRole('row', { name: /TOM/ });
    expect(await row.getByText('yes').count()).toBe(1);
    await page.getByLabel('Order').selectOption('name');
    const names = page.getByRole('region', { name: 'Cast' }).getByRole('link');
    expect(await names.allTextContents()).toEqual(['IDA', 'TOM']);
    await context.close();
  });

  it('a breakdown is confirmed by keys and by mouse, added to, undone, and carried into the next revision', async () => {
    const { browser } = made();
    const project = (await call<{ id: string }>('POST', '/projects', { title: 'Taken apart' })).id;
    await revise(project, 'INT. BAR - NIGHT\n\nA dog sleeps beside a suitcase.\n\nMARA\nGo.\n');
    const { context, page } = await signedIn(browser);
    await page.goto(`${SITE}breakdown/?id=${project}`);
    await page.getByText('0 of 3 elements confirmed').waitFor();
    const element = (name: string) => page.locator('[data-element]').filter({ hasText: name });
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    await page.getByText('1 of 3 elements confirmed').waitFor();
    expect(await element('MARA').textContent()).toContain('confirmed');
    await page.getByRole('button', { name: 'Dismiss dog' }).click();
    await element('dog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo: dog' }).waitFor();
    await page.keyboard.press('Control+z');
    await element('dog').waitFor();
    // The words that are selected are what is added.
    await page.getByText('sleeps').dblclick();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Add an element' });
    await form.getByLabel('Name').fill('Sleeping mat');
    await form.getByRole('button', { name: 'Add' }).click();
    await page.getByText('2 of 4 elements confirmed').waitFor();
    await page.getByRole('button', { name: 'Confirm the scene' }).click();
    await page.getByText('4 of 4 elements confirmed').waitFor();
    await revise(project, 'EXT. ROAD - DAY\n\nNothing.\n\nINT. BAR - NIGHT\n\nA suitcase. It sleeps.\n\nMARA\nGo.\n');
    await page.getByText('3 elements were kept and 1 lost.').waitFor();
    await page.getByText('no longer has what named it').waitFor();
    await page.getByRole('button', { name: 'Put back dog' }).click();
    await page.getByRole('dialog', { name: 'Put it back' }).getByLabel('Scene').selectOption('1');
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByText('3 elements were kept, and nothing was lost').waitFor();
    await context.close();
  }, 60_000);

  describe('production', () => {
    it('says before a start what it takes, and makes nothing twice', async () => {
      const { browser, project } = made();
      const { context, page } = await signedIn(browser);
      await page.goto(`${SITE}production/?id=${project}`);
      await page.getByText(/^All \d+ jobs are kept from before/).waitFor();
      // Another shape takes other pictures, and keeps what is heard.
      await page.getByLabel('Shape').selectOption('9:16');
      await page.getByText(/jobs to make, the rest is kept/).waitFor();
      await page.getByLabel('Shape').selectOption('16:9');
      await page.getByText(/^All \d+ jobs are kept from before/).waitFor();
      await page.getByRole('button', { name: 'Make it again' }).click();
      await page.waitForURL(/run=/);
      await page.getByRole('heading', { name: 'The film is finished' }).waitFor({ timeout: 40_000 });
      const history = page.getByRole('region', { name: 'Productions of the project' });
      // The list follows the film by the same events: a moment later where both are finished at once.
      await expect.poll(() => history.getByRole('row').count(), { timeout: 15_000 }).toBe(3);
      await page.getByText('All jobs').click();
      await page.getByRole('region', { name: 'Jobs' }).getByText('Kept').first().waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'The film is finished' }).waitFor();
      await context.close();
    });

    it('that failed says why of each job, and how to go on', async () => {
      const { browser, project, film } = made();
      const { context, page } = await signedIn(browser, { bypassCSP: true });
      const path = `**/api/v1/productions/${film}`;
      const counts = { done: 0, total: 1, failed: 0, cached: 0 };
      await context.route(path, async (route) => {
        const answer = await route.fetch();
        const jobs = { line: { ...counts, failed: 1 }, shot: counts };
        await route.fulfill({
          response: answer,
          json: { ...(await answer.json()), status: 'failed', jobs, error: 'line 2: no voice' },
        });
      });
      await context.route(`${path}/jobs?*status=failed*`, (route) =>
        route.fulfill({
          headers: { 'Access-Control-Allow-Origin': '*' },
          json: {
            items: [{ id: '1', kind: 'line', ordinal: 1, scene: 1, attempt: 3, error: 'the voice server ended twice' }],
            next_cursor: null,
          },
        }),
      );
      await page.goto(`${SITE}production/?id=${project}&run=${film}`);
      await page.getByRole('heading', { name: 'The film could not be finished' }).waitFor();
      await page.getByText('Line 2, scene 2').waitFor();
      await page.getByText('The voice server ended twice.').waitFor();
      await page.getByText('3 tries').waitFor();
      expect(await page.getByRole('button', { name: 'Try what failed again' }).isEnabled()).toBe(true);
      expect(await barriers(page)).toEqual([]);
      await context.close();
    });
  });

  describe('the organisation', () => {
    it('grows by a link that is handed over, and whoever follows it is its member in the role that it says', async () => {
      const { browser } = made();
      const { context, page } = await signedIn(browser);
      await page.goto(`${SITE}organization/?part=invitations`);
      await page.getByLabel('E-mail address').fill('tom@example.org');
      await page.getByRole('button', { name: 'Invite' }).click();
      const link = await page.getByLabel('Invitation for tom@example.org').inputValue();
      await page.getByRole('cell', { name: 'tom@example.org', exact: true }).waitFor();

      const other = await browser.newContext();
      const guest = await other.newPage();
      await guest.goto(link);
      await guest.getByLabel('Your name').fill('Tom');
      await guest.getByLabel('Password').fill('a long enough password');
      await guest.getByRole('button', { name: 'Join' }).click();
      await guest.getByRole('heading', { name: 'Projects' }).waitFor();
      await guest.goto(`${SITE}organization/`);
      await guest.getByText('(you)').waitFor();
      // A member sees who else is one, and changes nothing of them.
      expect(await guest.getByRole('combobox').count()).toBe(0);
      expect(await guest.getByRole('link', { name: 'API keys' }).count()).toBe(0);

      await guest.goto(`${SITE}organization/?part=you`);
      await guest.getByLabel('Your name').fill('Tom أمين');
      await guest.getByRole('button', { name: 'Keep the name' }).click();
      await guest.getByText('Your name is kept.').waitFor();
      await page.goto(`${SITE}organization/`);
      await page.getByRole('combobox', { name: 'Role of Tom أمين' }).selectOption('producer');
      await expect
        .poll(async () => (await members()).find(({ email }) => email === 'tom@example.org')?.role)
        .toBe('producer');
      await other.close();
      await page.getByRole('button', { name: 'Remove Tom أمين' }).click();
      await page.getByRole('button', { name: 'Remove them? Tom أمين' }).click();
      await page.getByRole('cell', { name: 'Tom أمين', exact: true }).waitFor({ state: 'detached' });
      await context.close();
    });

    it('hands out a key once, that does what was chosen, and takes it back', async () => {
      const { browser } = made();
      const { context, page } = await signedIn(browser);
      await page.goto(`${SITE}organization/?part=keys`);
      await page.getByLabel('Name of a new key').fill('Reader');
      await page.getByLabel('It may do all that you may').uncheck();
      await page.getByLabel('projects:read').check();
      await page.getByRole('button', { name: 'Make a key' }).click();
      const key = await page.getByLabel('The key “Reader”').inputValue();
      const asked = async (path: string) =>
        (await fetch(`${API}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } })).status;
      expect(await asked('/projects')).toBe(200);
      expect(await asked('/api-keys')).toBe(403);
      await page.getByRole('button', { name: 'Put away' }).click();
      await page.reload();
      await page.getByRole('cell', { name: 'Reader', exact: true }).waitFor();
      expect(await page.content()).not.toContain(key);
      await page.getByRole('button', { name: 'Revoke Reader' }).click();
      await page.getByRole('button', { name: 'Revoke it? Reader' }).click();
      await page.getByRole('cell', { name: 'Reader', exact: true }).waitFor({ state: 'detached' });
      expect(await asked('/projects')).toBe(401);

      await page.goto(`${SITE}organization/?part=audit`);
      await page.getByRole('cell', { name: 'API key revoked' }).first().waitFor();
      await page.getByRole('button', { name: 'Verify the chain' }).click();
      await page.getByText(/entries checked: all hold/).waitFor();
      await context.close();
    });

    it('ends a session elsewhere', async () => {
      const { browser } = made();
      const { context, page } = await signedIn(browser);
      const elsewhere = await signedIn(browser, { userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Firefox/140.0' });
      await page.goto(`${SITE}organization/?part=sessions`);
      await page.getByRole('button', { name: 'Sign out Firefox on Windows' }).click();
      await page.getByRole('button', { name: 'Sign it out? Firefox on Windows' }).click();
      await page.getByRole('button', { name: /Firefox on Windows/ }).waitFor({ state: 'detached' });
      await elsewhere.page.reload();
      await elsewhere.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
      await elsewhere.context.close();
      await context.close();
    });

    it('invites a client into the team of one project, which is then open to the team alone', async () => {
      const { browser, project } = made();
      const { context, page } = await signedIn(browser);
      await page.goto(`${SITE}team/?id=${project}`);
      await page.getByRole('combobox', { name: 'Role' }).selectOption('client');
      await page.getByRole('button', { name: 'Invite' }).click();
      const link = await page.getByLabel('Invitation for whoever holds the link').inputValue();
      const other = await browser.newContext();
      const client = await other.newPage();
      await client.goto(link);
      await client.getByLabel('Your name').fill('Klara');
      await client.getByLabel('E-mail address').fill('klara@example.org');
      await client.getByLabel('Password').fill('a long enough password');
      await client.getByRole('button', { name: 'Join' }).click();
      await client.getByRole('link', { name: 'Low Tide' }).click();
      await client.getByRole('link', { name: 'Production' }).click();
      // A client sees films; that they may begin none is said, not found out.
      await client.getByRole('heading', { name: 'The film is finished' }).waitFor();
      expect(await client.getByRole('button', { name: 'Make it again' }).count()).toBe(0);
      await other.close();
      await page.getByLabel(/Only its team/).check();
      await page.reload();
      expect(await page.getByLabel(/Only its team/).isChecked()).toBe(true);
      await page.getByLabel(/Only its team/).uncheck();
      await page.getByRole('cell', { name: 'Klara', exact: true }).waitFor();
      await context.close();
    });
  });
}

async function members(): Promise<{ email: string; role: string }[]> {
  return (await call<{ items: { email: string; role: string }[] }>('GET', '/members')).items;
}
