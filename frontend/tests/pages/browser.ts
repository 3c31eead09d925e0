/** A browser in front of the real studio: the site as it is served, the API, and workers that make films. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: tests/web/test_pages.py starts the studio and sets it`);
  return value;
}

export const SITE = given('STUDIO_SITE');
export const API = given('STUDIO_API');
export const KEY = given('STUDIO_KEY');
/** While this file is there, the studio's API is not. */
export const AWAY = given('STUDIO_AWAY');

export const SCREENPLAY = `Title: Low Tide
Author: The studio's tests

EXT. HARBOUR - DUSK

The tide is out. IDA, 60, ties a rope that no longer has a boat.

IDA
It was here this morning.

INT. KITCHEN - NIGHT

TOM, 30, sets down two cups.

TOM
Drink.
`;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: given('STUDIO_CHROMIUM'),
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** What a page asked for and complained of, gathered while it is used. */
export class Watched {
  readonly origins = new Set<string>();
  readonly complaints: string[] = [];
  readonly requests: string[] = [];

  constructor(context: BrowserContext) {
    context.on('request', (request) => {
      const url = new URL(request.url());
      this.requests.push(`${request.method()} ${url.pathname}`);
      if (url.protocol.startsWith('http')) this.origins.add(url.hostname);
    });
    context.on('console', (message) => {
      // The browser's own word for an answer like 401 or 404, which pages expect.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
    context.on('weberror', (error) => this.complaints.push(error.error().message));
  }

  count(request: string): number {
    return this.requests.filter((each) => each === request).length;
  }
}

export async function signedIn(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext(options);
  const watched = new Watched(context);
  const page = await context.newPage();
  await page.goto(`${SITE}#${KEY}`);
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  return { context, page, watched };
}

/** The API as a program calls it, beside the browser. */
export async function call<Answer>(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
  const answer = await fetch(`${API}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** A screenplay as the next revision of a project; its id. */
export async function revise(project: string, text: string, basedOn = ''): Promise<string> {
  const query = basedOn ? `?based_on=${basedOn}` : '';
  const answer = await fetch(`${API}/api/v1/projects/${project}/revisions${query}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'text/plain' },
    body: text,
  });
  if (!answer.ok) throw new Error(`the upload was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
type Violation = { id: string; impact: string; nodes: { html: string }[] };

/** What axe finds that keeps people out. The context has to be made with `bypassCSP`. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } }).axe;
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
