/** Notes on the film that was made before, its approval, and what is to be done. */

import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { SITE, signedIn } from './browser';

type Made = { browser: Browser; project: string; film: string };

export function tryReview(made: () => Made): void {
  const watch = async (page: Page, frame: number) => {
    const { project, film } = made();
    await page.goto(`${SITE}watch/?id=${project}&film=${film}&f=${frame}`);
    await page.getByRole('slider', { name: 'Frame' }).waitFor();
    await page.getByText(`frame ${frame}`, { exact: true }).waitFor();
  };

  it('what is said of a frame, and drawn over it, is there again, and leaves as a marker', async () => {
    const { context, page, watched } = await signedIn(made().browser);
    await watch(page, 30);
    await page.getByText('Nothing was said of this film yet.').waitFor();
    await page.keyboard.press('c');
    const composer = page.getByRole('form', { name: 'New comment' });
    await composer.getByText('At 01:00:01:06').waitFor();
    await page.keyboard.type('Too dark.');
    await composer.getByRole('button', { name: 'Draw' }).click();
    const picture = await page.getByTestId('drawing').boundingBox();
    if (!picture) throw new Error('nothing can be drawn on');
    await page.mouse.move(picture.x + picture.width * 0.3, picture.y + picture.height * 0.3);
    await page.mouse.down();
    for (const share of [0.4, 0.5, 0.6]) {
      await page.mouse.move(picture.x + picture.width * share, picture.y + picture.height * 0.5);
    }
    await page.mouse.up();
    await page.locator('[data-testid=drawing][data-strokes="1"]').waitFor();
    await composer.getByRole('textbox').focus();
    await page.keyboard.press('Control+Enter');
    const thread = page.getByRole('list', { name: 'Comments by frame' }).getByRole('listitem');
    await thread.getByText('with a drawing').waitFor();

    await page.reload();
    await page.getByTestId('mark').waitFor({ state: 'attached' });
    await page.keyboard.press('Home');
    await page.locator('[data-testid=drawing][data-strokes="0"]').waitFor({ state: 'attached' });
    await page.keyboard.press('n');
    await page.getByText('frame 30', { exact: true }).waitFor();
    await page.locator('[data-testid=drawing][data-strokes="1"]').waitFor();

    await thread.getByRole('button', { name: 'Answer' }).click();
    await page.keyboard.type('One stop up.');
    await page.keyboard.press('Control+Enter');
    await thread.locator('bdi', { hasText: 'One stop up.' }).waitFor(); // not in its field any more
    const coming = page.waitForEvent('download');
    await page.getByLabel('Comments as markers').selectOption('edl');
    const edl = readFileSync(await (await coming).path(), 'utf8');
    expect(edl).toContain('01:00:01:06 01:00:01:07 01:00:01:06 01:00:01:07');
    expect(edl).toMatch(/Too dark\. \/ > .*: One stop up\. \|C:ResolveColorBlue/);

    await thread.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('No comment is open.').waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('an approved shot says so on its board, until that is taken back', async () => {
    const { browser, project } = made();
    const { context, page } = await signedIn(browser);
    await watch(page, 0);
    const approvals = page.getByRole('region', { name: 'Approvals' });
    await approvals.getByRole('button', { name: 'Approve shot 1' }).click();
    await approvals.getByText(/^Shot 1 is approved by/).waitFor();
    await page.goto(`${SITE}boards/?id=${project}`);
    await page.locator('[data-board="0"]').getByText('approved').waitFor();
    await watch(page, 0);
    await approvals.getByRole('button', { name: 'Withdraw the approval of shot 1' }).click();
    await approvals.getByRole('button', { name: 'Approve shot 1' }).waitFor();
    await context.close();
  }, 60_000);

  it('a task is made, taken on by keys and by drag, and with others at once', async () => {
    const { browser, project } = made();
    const { context, page, watched } = await signedIn(browser);
    await page.goto(`${SITE}tasks/?id=${project}`);
    await page.getByText('Nothing is to be done yet.').waitFor();
    // Who may not make one has no key for it.
    await page.getByRole('button', { name: 'New task' }).first().waitFor();
    for (const title of ['Build the bar', 'Light it']) {
      await page.keyboard.press('n');
      const dialog = page.getByRole('dialog', { name: 'New task' });
      await dialog.getByLabel('Title').fill(title);
      if (title === 'Light it') await dialog.getByLabel('Build the bar').check();
      await dialog.getByLabel('Title').press('Enter');
      await dialog.waitFor({ state: 'detached' });
    }
    const of = (state: string) => page.getByRole('region', { name: state, exact: true });
    await of('To do').getByText('waits for 1').waitFor();
    await of('To do').getByRole('button', { name: 'Build the bar' }).focus();
    await page.keyboard.press('4');
    await of('Done').getByText('Build the bar').waitFor();
    await of('To do').getByText('waits for 1').waitFor({ state: 'detached' });
    await of('To do').getByText('Light it').dragTo(of('In review'));
    await of('In review').getByText('Light it').waitFor();
    for (const title of ['Build the bar', 'Light it']) await page.getByLabel(`Choose ${title}`).check();
    await page.getByLabel('State of the chosen').selectOption('doing');
    await expect.poll(() => of('Doing').getByRole('listitem').count(), { timeout: 15_000 }).toBe(2);
    await page.reload();
    await expect.poll(() => of('Doing').getByRole('listitem').count(), { timeout: 15_000 }).toBe(2);
    await page.getByLabel('Find a task').fill('light');
    await page.getByText('1 of 2 tasks').waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 60_000);
}
