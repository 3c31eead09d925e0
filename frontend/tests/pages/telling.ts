/** Who is told of what, and who is shown a film without being of the house. */

import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { call, SITE, signedIn } from './browser';

type Made = { browser: Browser; project: string; film: string };

export function tryTelling(made: () => Made): void {
  it('who is given a task is told by the bell at once, is led to it, and chooses what else to be told of', async () => {
    const { browser, project } = made();
    const { token } = await call<{ token: string }>('POST', '/invitations', { role: 'member', email: null, days: 1 });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${SITE}#${token}`);
    await page.getByLabel('Your name').fill('Nora');
    await page.getByLabel('E-mail address').fill('nora@example.org');
    await page.getByLabel('Password').fill('a long enough password');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    const members = await call<{ items: { id: string; name: string }[] }>('GET', '/members?limit=200');
    const assignee = members.items.find((each) => each.name === 'Nora')?.id;
    await call('POST', `/projects/${project}/tasks`, { title: 'Ring the bell', assignee_id: assignee });
    await page.getByRole('button', { name: 'Notifications, 1 not read' }).click();
    const list = page.getByRole('dialog', { name: 'Notifications' });
    await list.getByRole('button', { name: 'Choose what you are told of' }).click();
    const choice = page.getByRole('dialog', { name: 'What you are told of' });
    const mailed = choice.getByLabel('A task is given to you: by mail');
    await mailed.click();
    await expect.poll(() => mailed.isChecked(), { timeout: 15_000 }).toBe(false);
    await choice.getByRole('button', { name: 'Back to the list' }).click();
    await list.getByRole('link', { name: /gave you a task/ }).click();
    await page.getByRole('dialog').getByLabel('Title').waitFor();
    expect(await page.getByRole('dialog').getByLabel('Title').inputValue()).toBe('Ring the bell');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await context.close();
  }, 60_000);

  it('a film is shared with a guest, who comments on a frame, until the link is taken back', async () => {
    const { browser, project, film } = made();
    const { context, page, watched } = await signedIn(browser);
    await page.goto(`${SITE}share/?id=${project}&film=${film}`);
    await page.getByLabel('For whom').fill('The jury');
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel('The link for “The jury”').inputValue();
    const other = await browser.newContext();
    const guest = await other.newPage();
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'Low Tide' }).waitFor();
    await guest.getByLabel('Your name').fill('Zoë');
    await guest.getByLabel(/What you think of/).fill('I can hear the sea.');
    await guest.getByRole('button', { name: 'Comment' }).click();
    await guest.getByText('Zoë: I can hear the sea.').waitFor();
    await page.getByRole('button', { name: 'Take back The jury' }).click();
    await page.getByRole('button', { name: 'Take it back? The jury' }).click();
    await page.getByText('Nobody has a link.').waitFor();
    await guest.reload();
    await guest.getByText('This link has expired, was taken back').waitFor();
    await page.goto(`${SITE}project/?id=${project}`);
    await page.getByLabel('What', { exact: true }).selectOption('share');
    await page.getByText('Share link revoked').first().waitFor();
    expect(watched.complaints).toEqual([]);
    await other.close();
    await context.close();
  }, 60_000);

  it('a webhook is made, shows its secret once, and says why a test did not arrive', async () => {
    const { context, page, watched } = await signedIn(made().browser);
    await page.goto(`${SITE}organization/?part=webhooks`);
    await page.getByLabel('Name of a new webhook').fill('Our chat');
    await page.getByLabel('Address').fill('http://127.0.0.1:9/hook');
    await page.getByRole('button', { name: 'Make a webhook' }).click();
    expect(await page.getByLabel('The secret of “Our chat”').inputValue()).toMatch(/^whsec_[\w+/]{43}=$/);
    await page.getByRole('button', { name: 'Send a test' }).click();
    const row = page.getByRole('row', { name: /webhook\.tested/ });
    await row.waitFor();
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Look again' }).click();
        return row.textContent();
      })
      .toMatch(/Connection refused/);
    expect(watched.complaints).toEqual([]);
    await context.close();
  }, 60_000);
}
