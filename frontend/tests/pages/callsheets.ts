/** Call sheets: a day is picked, filled in, given out, seen by whom it calls, changed and given out again. */

import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { barriers, call, revise, SITE } from './browser';

type Id = { id: string };

export function tryCallSheets(made: () => { browser: Browser }): void {
  it('a call sheet is filled in, given out, seen by whom it calls, and given out again', async () => {
    const { browser } = made();
    const { id: project } = await call<Id>('POST', '/projects', { title: 'The Ferry' });
    await revise(project, 'INT. BAR - DAY\n\nFog.\n\nMARA\nNow.\n\nEXT. QUAY - NIGHT\n\nRain.\n\nTHEO\nRun.\n');
    await call<Id>('POST', `/projects/${project}/scenarios`, { name: 'First' });
    const { token } = await call<{ token: string }>('POST', '/invitations', { role: 'member', email: null, days: 1 });
    const context = await browser.newContext({ acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(`${SITE}#${token}`);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail address').fill('ada.calls@example.org');
    await page.getByLabel('Password').fill('a long enough password');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();

    await page.goto(`${SITE}callsheet/?id=${project}`);
    await page.getByRole('button', { name: 'Begin the call sheet' }).click();
    const paper = page.getByRole('region', { name: 'As it is printed' });
    await paper.getByText('07:00').first().waitFor();
    await page.getByText(/To be filled in: Location, Nearest hospital/).waitFor();

    await page.getByRole('button', { name: 'Locations' }).click();
    await page.getByRole('button', { name: 'Add a location' }).click();
    await page.getByLabel('Name of the location').fill('The old bar');
    await page.getByLabel('Hospital nearby').fill('Haukeland, 55 97 50 00');
    await page.getByLabel('Time zone').fill('Europe/Oslo');
    await page.getByLabel('Latitude').fill('69.65');
    await page.getByLabel('Longitude').fill('18.96');
    await page.getByLabel('BAR').check();
    await page.getByLabel('QUAY').check();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Add a location' }).waitFor();
    await page.keyboard.press('Escape');
    await paper.getByText('Haukeland').waitFor();

    await page.getByRole('button', { name: 'Crew and cast' }).click();
    await page.getByRole('button', { name: 'Add somebody' }).click();
    await page.getByLabel('Name of the person').fill('Ada Byron');
    await page.getByLabel('Role', { exact: true }).fill('1st assistant director');
    await page.getByLabel('Member of the studio').selectOption({ label: 'Ada' });
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Add somebody' }).waitFor();
    await page.keyboard.press('Escape');
    await paper.getByText('1st assistant director: Ada Byron').waitFor();

    await page.getByText('Background and stand-ins', { exact: true }).click();
    await page.getByRole('button', { name: 'Add background' }).click();
    const background = page.getByRole('group', { name: 'Background 1' });
    await background.getByLabel('How many').fill('24');
    await background.getByLabel('As whom').fill('Passengers');
    await background.getByLabel('Call').fill('08:15');
    await background.getByLabel('Reports to').fill('The old bar');
    await page.getByText('Calls of the crew', { exact: true }).click();
    await page.getByLabel(/^Call of Ada Byron/).fill('05:45');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await paper.getByText('24 Passengers, 08:15, report to The old bar').waitFor();
    await paper.getByText('05:45').waitFor();
    await page.getByRole('button', { name: 'Add background' }).scrollIntoViewIfNeeded();

    expect(await barriers(page)).toEqual([]);
    // The pages of its PDF, of either size.
    await page.getByRole('button', { name: 'Pages', exact: true }).click();
    const front = page.getByAltText(/^The draft, page 1 of \d+$/);
    for (const [size, shape] of [
      ['us-letter', 11 / 8.5],
      ['a4', 297 / 210],
    ] as const) {
      await page.getByLabel('Paper').selectOption(size);
      await expect
        .poll(() => front.evaluate((image: HTMLImageElement) => image.naturalHeight / image.naturalWidth), {
          timeout: 60_000,
        })
        .toBeCloseTo(shape, 2);
    }
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Pages', exact: true }).click();
    await page.getByRole('button', { name: 'Give out version 1' }).click();
    await page.getByText('Not seen yet by Ada').waitFor();
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await page.getByText('Seen by Ada').waitFor();

    await page.getByLabel('Crew call').fill('06:30');
    await page.getByText('Not saved yet').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await paper.getByText('06:30').first().waitFor();
    await page.getByRole('button', { name: 'Give out version 2' }).click();
    await page.getByText('Crew call 07:00 → 06:30').waitFor();
    // The first version is as it was.
    await page.getByRole('button', { name: 'Show version 1' }).click();
    await paper.getByText('07:00').first().waitFor();
    expect(await paper.getByText('06:30').count()).toBe(0);

    const [calendar] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Calendar' }).click(),
    ]);
    expect(readFileSync(await calendar.path(), 'utf8')).toMatch(/DTSTART;TZID=Europe\/Oslo:\d{8}T070000/);
    const [printed] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.getByRole('button', { name: 'PDF of version 1' }).click(),
    ]);
    const head = readFileSync(await printed.path()).subarray(0, 5);
    expect(head.toString()).toBe('%PDF-');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await context.close();
  }, 180_000);
}
