/** Suggestions: asked for beside the script, each change taken or left, and a project begun with a logline. */

import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { API, barriers, call, KEY, revise, SCREENPLAY, SITE, signedIn } from './browser';

type Listed = { items: { id: string; number: number }[] };

async function newestText(project: string): Promise<string> {
  const [newest] = (await call<Listed>('GET', `/projects/${project}/revisions`)).items;
  const answer = await fetch(`${API}/api/v1/revisions/${newest?.id}/source`, {
    headers: { Authorization: `Bearer ${KEY}` },
  });
  return answer.text();
}

export function trySuggestions(made: () => { browser: Browser }): void {
  it('of what a model suggests for a scene one change is taken, and the other left', async () => {
    const project = (await call<{ id: string }>('POST', '/projects', { title: 'Suggested' })).id;
    await revise(project, SCREENPLAY);
    const { context, page, watched } = await signedIn(made().browser, { bypassCSP: true });
    await page.goto(`${SITE}script/?id=${project}`);
    await page.locator('.cm-line', { hasText: 'EXT. HARBOUR' }).click();
    await page.keyboard.press('Home');
    await page.locator('.cm-line', { hasText: 'It was here this morning.' }).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Suggestions' }).click();
    const window = page.getByRole('dialog', { name: 'Suggestions' });
    await window.getByText('Nobody has asked for one yet.').waitFor();
    await window.getByText(/^Lines 4 to 9\. This will cost about \$0\.00\d+ with small; the text goes to/).waitFor();
    await window.getByLabel('What you wish of it').fill('Shorter.');
    await window.getByRole('button', { name: 'Ask for it' }).click();
    await window.getByText(/written by small-2026, \$0\.0007 \(1,100 tokens\)/).waitFor({ timeout: 40_000 });
    await window.getByText('“Shorter.”').waitFor();
    expect(await barriers(page)).toEqual([]);
    await window.getByRole('checkbox', { name: 'Take the change at line 6' }).uncheck();
    await window.getByRole('button', { name: 'Accept 1 change of 2' }).click();
    await window.getByText('Is revision 2').waitFor({ timeout: 20_000 });
    expect(await newestText(project)).toBe(SCREENPLAY.replace('this morning.', 'yesterday.'));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Revision 2' }).waitFor();
    await page.locator('.cm-line', { hasText: 'It was here yesterday.' }).waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  });

  it('a project begins with a logline, whose draft says that a template made it', async () => {
    const { context, page, watched } = await signedIn(made().browser, { viewport: { width: 390, height: 844 } });
    await page.getByRole('button', { name: 'Draft from a logline' }).first().click();
    const asking = page.getByRole('dialog', { name: 'Draft from a logline' });
    await asking.getByLabel('Title').fill('The Last Ferry');
    await asking.getByLabel('Logline').fill('A lighthouse keeper must choose between her brother and the last ferry.');
    await asking.getByRole('button', { name: 'Draft it' }).click();
    const window = page.getByRole('dialog', { name: 'Suggestions' });
    await window.getByText(/written by the template writer, for nothing/).waitFor({ timeout: 40_000 });
    await window.getByText('a template put the words of the logline into three acts').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await window.getByRole('button', { name: 'Accept', exact: true }).click();
    await window.getByText('Is revision 1').waitFor({ timeout: 20_000 });
    await page.keyboard.press('Escape');
    await page.locator('.cm-line', { hasText: 'EXT. FERRY LANDING - DAY' }).first().waitFor();
    expect(watched.complaints).toEqual([]);
    await context.close();
  });
}
