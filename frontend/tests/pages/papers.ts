/** Papers that are printed from a production's tables. */

import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { barriers, call, revise, SITE, signedIn } from './browser';

export function tryPapers(made: () => { browser: Browser }): void {
  it('papers of a breakdown, a schedule and a budget are chosen, set by a job, and saved', async () => {
    const { browser } = made();
    const project = (await call<{ id: string }>('POST', '/projects', { title: 'Papers' })).id;
    await revise(project, 'INT. BAR - DAY\n\nIda opens an umbrella.\n\nIDA\nGo.\n\nEXT. QUAY - NIGHT\n\nTOM\nNo.\n');
    const scenario = await call<{ id: string }>('POST', `/projects/${project}/scenarios`, { name: 'First' });
    await call('POST', `/projects/${project}/budgets`, { name: 'First', scenario_id: scenario.id });
    const { context, page } = await signedIn(browser, { acceptDownloads: true, bypassCSP: true });
    const save = async (choose: Record<string, string>, title: string) => {
      const dialog = page.getByRole('dialog', { name: 'Print' });
      for (const [label, value] of Object.entries(choose)) await dialog.getByLabel(label).selectOption(value);
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 60_000 }),
        dialog.getByRole('button', { name: `Save ${title}` }).click(),
      ]);
      await dialog.waitFor({ state: 'detached' });
      const pdf = readFileSync(await download.path());
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      return { name: download.suggestedFilename(), bytes: pdf.length };
    };
    const print = () => page.getByRole('button', { name: 'Print' }).first().click();

    await page.goto(`${SITE}breakdown/?id=${project}`);
    await print();
    await page.getByRole('dialog').getByLabel('Also empty boxes, to write in by hand').uncheck();
    expect(await barriers(page)).toEqual([]);
    expect((await save({ Size: 'a4' }, 'Breakdown sheets')).name).toBe('breakdown-sheets.pdf');

    await page.goto(`${SITE}schedule/?id=${project}`);
    await print();
    const draft = await save({}, 'Stripboard');
    expect(draft.name).toBe('stripboard.pdf');
    await print();
    await page.getByRole('dialog').getByLabel('Paper').selectOption('day_out_of_days');
    await page.getByRole('dialog').getByLabel('Of', { exact: true }).selectOption('music');
    await page.getByRole('button', { name: 'Save Day-out-of-days' }).click();
    // Nothing of it is in the script: the dialog says so, and stays.
    await page.getByText(/needs anything of music/).waitFor();
    expect((await save({ Of: 'props', Standing: 'approved' }, 'Day-out-of-days')).name).toBe('day-out-of-days.pdf');

    await page.goto(`${SITE}schedule/days/?id=${project}`);
    await print();
    expect((await save({}, 'Day-out-of-days')).name).toBe('day-out-of-days.pdf');

    await page.goto(`${SITE}budget/?id=${project}`);
    await print();
    expect((await save({}, 'Top sheet and every line')).name).toBe('budget.pdf');
    await context.close();
  }, 150_000);

  it('coverage and a beat sheet are looked at page by page, and saved', async () => {
    const { browser } = made();
    const project = (await call<{ id: string }>('POST', '/projects', { title: 'Judged' })).id;
    const revision = await revise(project, 'INT. BAR - DAY\n\nIda opens an umbrella.\n\nIDA\nGo.\n');
    const judged = { reader: 'Jane', read_on: '2026-05-28', logline: 'A ledger burns.', script: 'consider' };
    await call('POST', `/revisions/${revision}/coverage`, judged);
    const beats = [{ name: 'Opening', scene: '1', share: 0 }];
    await call('POST', `/projects/${project}/beat-sheets`, { name: 'Turns', beats });
    const { context, page } = await signedIn(browser, { acceptDownloads: true, bypassCSP: true });
    await page.goto(`${SITE}reports/?id=${project}`);
    const shape = (alt: RegExp) =>
      page
        .getByAltText(alt)
        .evaluate((image: HTMLImageElement) => (image.complete ? image.naturalHeight / image.naturalWidth : 0));
    for (const [of, title, file] of [
      ['the coverage of Jane', 'Coverage of Jane', 'coverage.pdf'],
      ['the beat sheet Turns', 'Beat sheet Turns', 'beat-sheet.pdf'],
    ] as const) {
      await page.getByRole('button', { name: `Pages of ${of}` }).click();
      const room = page.getByRole('region', { name: title });
      for (const [size, is] of [
        ['us-letter', 11 / 8.5],
        ['a4', 297 / 210],
      ] as const) {
        await room.getByLabel('Paper').selectOption(size);
        await expect.poll(() => shape(new RegExp(`^${title}, page 1 of 1$`)), { timeout: 60_000 }).toBeCloseTo(is, 2);
      }
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 60_000 }),
        room.getByRole('button', { name: 'Save the PDF' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(file);
      expect(
        readFileSync(await download.path())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await context.close();
  }, 180_000);

  it('a board says who is split again and who plays without a line, and counts them once it is told to', async () => {
    const { browser } = made();
    const project = (await call<{ id: string }>('POST', '/projects', { title: 'Silent' })).id;
    const script = 'INT. BAR - DAY\n\nTom waits.\n\nIDA\nGo.\n\nEXT. QUAY - NIGHT\n\nFog.\n\nTOM\nNo.\n';
    const revision = await revise(project, script);
    await call('POST', `/projects/${project}/scenarios`, { name: 'First' });
    const { context, page, watched } = await signedIn(browser, { bypassCSP: true });
    await page.goto(`${SITE}schedule/?id=${project}`);
    const { items } = await call<{ items: { id: string; name: string }[] }>(
      'GET',
      `/revisions/${revision}/elements?scene=0&category=cast`,
    );
    const tom = items.find((each) => each.name === 'TOM')?.id;
    const decided = { ids: [tom], seen: 'suggested', state: 'dismissed' };
    await call('POST', `/revisions/${revision}/element-decisions`, decided);
    await page.getByText(/^TOM: without a line where this board has not counted them/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Count them as they are now' }).click();
    await page.getByText(/^TOM: without a line/).waitFor({ state: 'detached' });
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 60_000);
}
