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
}
