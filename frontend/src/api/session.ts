/** Who is signed in, in this tab and beside the others of this browser.
 *
 * The access token is in memory alone, for a quarter of an hour; what gets the next one is a cookie that no script can
 * read and only `/session/…` is sent. All tabs share it, so that one refreshes at a time (a Web Lock) and tells the
 * others (a BroadcastChannel): two that rotate the same cookie would look like a theft, and end the session.
 */

import { apiAddress } from './address';
import { inWords, noAnswer, ProblemError, problemOf } from './problems';
import type { components } from './schema';

export type Current = components['schemas']['CurrentSession'];
type Token = { text: string; expiresAt: number };
/** What came of a link, for whoever looks at the page. */
export type LinkNews = { text: string; wrong: boolean };
export type SessionState =
  | { status: 'opening' }
  | { status: 'signed-out'; why?: ProblemError; news?: LinkNews }
  | { status: 'invited'; token: string }
  | { status: 'connecting'; came: Came; why: ProblemError }
  | { status: 'away' }
  | { status: 'signed-in'; current: Current; byLink: boolean; news?: LinkNews };
/** What a page has once the browser is back from the OpenID provider, which it alone can use. */
export type Came = { token: string; verifier: string };
type Message = { kind: 'ask' } | { kind: 'token'; token: Token } | { kind: 'ended' };

/** A token is not used in its last moments: it would end on its way. */
const MARGIN_MS = 20_000;
/** How often to look whether another tab has said its token yet, and how long to go on: one that hangs never says it. */
const LOOK_MS = 40;
const HANGS_MS = 10_000;
/** Held by every tab as long as it has a token, with the time at which that ends: the browser tells at once who has one,
 * however busy the tabs are. */
const HOLDS = 'film-studio:token:';
const AGAIN_MS = 2_000;

let state: SessionState = { status: 'opening' };
let token: Token | null = null;
let letGo: (() => void) | undefined;
let channel: BroadcastChannel | undefined;
let opened = false;
const listeners = new Set<() => void>();

export const session = {
  get: (): SessionState => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Have this token, or none any more, and let the other tabs see that before anything else happens. */
function have(next: Token | null): Promise<void> {
  if (next && token?.text === next.text) return Promise.resolve();
  token = next;
  letGo?.();
  letGo = undefined;
  if (!next) return Promise.resolve();
  return new Promise((seen) => {
    const held = () => {
      seen();
      // Whoever got another token while this waited for the browser does not hold the old one.
      return token === next ? new Promise<void>((end) => (letGo = end)) : Promise.resolve();
    };
    navigator.locks.request(`${HOLDS}${next.expiresAt}`, { mode: 'shared' }, held).catch(() => seen());
  });
}

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Begin, once a page: by what a letter's link has in the address's fragment, else with what the browser keeps. */
export async function openSession(): Promise<void> {
  if (opened) return;
  opened = true;
  channel = new BroadcastChannel('film-studio:session');
  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  window.addEventListener('hashchange', () => void takeFragment());
  if (!(await takeFragment())) await resume();
}

/** Take the secret out of the address bar, the history and every copy of it, and use it. */
async function takeFragment(): Promise<boolean> {
  const secret = window.location.hash.slice(1);
  if (!/^f[alisoe]_/.test(secret)) return false;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  if (secret.startsWith('fi_')) {
    become({ status: 'invited', token: secret });
    return true;
  }
  if (secret.startsWith('fa_')) {
    await confirmAddress(secret);
    return true;
  }
  if (/^f[oe]_/.test(secret)) {
    await comeBack(secret);
    return true;
  }
  try {
    if (secret.startsWith('fl_')) await signIn({ method: 'link', link: secret });
    else await signIn({ method: 'key', key: secret });
  } catch (error) {
    // A link works once. Whoever opens it again is signed in by the first time, as a rule.
    await resume(error instanceof ProblemError ? error : undefined);
  }
  return true;
}

/** Where the secret waits whose hash went to the provider: of no use to anybody but this tab, and used once. */
const VERIFIER = 'film-studio:openid';

/** Leave for the OpenID provider, and come back to this very page. */
export async function leaveForProvider(start: string): Promise<void> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    challenge: base64url(new Uint8Array(hash)),
    return_to: window.location.origin + window.location.pathname + window.location.search,
  });
  const address = await apiAddress();
  sessionStorage.setItem(VERIFIER, verifier);
  window.location.assign(`${address}${start}?${query}`);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

async function comeBack(came: string): Promise<void> {
  // In a tab that did not begin the way, nobody knows the secret: the API says so.
  const verifier = sessionStorage.getItem(VERIFIER) ?? 'x'.repeat(43);
  sessionStorage.removeItem(VERIFIER);
  try {
    await signIn({ method: 'openid', token: came, verifier });
  } catch (error) {
    if (error instanceof ProblemError && CONNECTABLE.has(error.problem.type)) {
      become({ status: 'connecting', came: { token: came, verifier }, why: error });
    } else {
      await resume(error instanceof ProblemError ? error : undefined);
    }
  }
}

/** Problems of somebody whom the provider vouches for, and who can say with a password who they are here. */
const CONNECTABLE = new Set(['account-exists', 'not-known'].map((kind) => `urn:film-studio:problem:${kind}`));

export async function connect(came: Came, email: string, password: string): Promise<void> {
  await begin('/session/openid', { ...came, email, password }, false);
}

export function signInWays(): Promise<components['schemas']['SignInWays']> {
  return request<components['schemas']['SignInWays']>('/session/ways', { method: 'GET' });
}

/** The link went to the new address, so who has it need not be signed in here. */
async function confirmAddress(secret: string): Promise<void> {
  try {
    await post('/session/confirm-email', { token: secret });
    await resume(undefined, { text: 'The address is confirmed: you sign in with it from now on.', wrong: false });
  } catch (error) {
    const { title, detail } = inWords(error);
    await resume(error instanceof ProblemError ? error : undefined, { text: `${title}: ${detail}`, wrong: true });
  }
}

async function resume(why?: ProblemError, news?: LinkNews): Promise<void> {
  try {
    await keep(await freshToken(null));
    if (state.status === 'signed-in' && news) become({ ...state, news });
  } catch (error) {
    if (error instanceof ProblemError && error.isPassing) {
      become({ status: 'away' });
      setTimeout(() => void resume(why, news), (error.retryAfter ?? 0) * 1000 || AGAIN_MS);
    } else {
      void have(null);
      become({ status: 'signed-out', why, news: news?.wrong ? undefined : news });
    }
  }
}

export async function signIn(
  body:
    | components['schemas']['PasswordSignIn']
    | components['schemas']['KeySignIn']
    | components['schemas']['LinkSignIn']
    | components['schemas']['OpenIdSignIn'],
): Promise<void> {
  await begin('/session/sign-in', body, body.method === 'link');
}

export async function acceptInvitation(body: components['schemas']['InvitationAcceptance']): Promise<void> {
  await begin('/session/accept-invitation', body, false);
}

export function readInvitation(text: string): Promise<components['schemas']['HeldInvitation']> {
  return post('/session/invitation', { token: text });
}

async function begin(path: string, body: unknown, byLink: boolean): Promise<void> {
  const made = tokenOf(await post<components['schemas']['AccessToken']>(path, body));
  await have(made);
  tell({ kind: 'token', token: made });
  await keep(made, byLink);
}

export async function choosePassword(text: string): Promise<void> {
  await post('/session/password', { new: text }, 'PUT');
  if (state.status === 'signed-in') become({ ...state, byLink: false });
}

export function keepWithoutPassword(): void {
  if (state.status === 'signed-in') become({ ...state, byLink: false });
}

export async function signOut(): Promise<void> {
  await post('/session/sign-out', {});
  tell({ kind: 'ended' });
  void have(null);
  become({ status: 'signed-out' });
}

export function leaveInvitation(): void {
  become({ status: 'opening' });
  void resume();
}

/** A token that works for a while. Raises `ProblemError`: no session, or no answer. */
export async function accessToken(): Promise<string> {
  if (token && token.expiresAt - Date.now() > MARGIN_MS) return token.text;
  return (await freshToken(token?.text ?? null)).text;
}

/** Another token than `refused`, which the API did not take any more. */
export async function renewedToken(refused: string): Promise<string> {
  if (token && token.text !== refused) return token.text;
  return (await freshToken(refused)).text;
}

async function freshToken(old: string | null): Promise<Token> {
  try {
    return await navigator.locks.request('film-studio:refresh', async () => {
      const told = await othersToken(old);
      if (told) return told;
      const made = tokenOf(await post<components['schemas']['AccessToken']>('/session/refresh', {}));
      await have(made);
      tell({ kind: 'token', token: made });
      return made;
    });
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401 && state.status === 'signed-in') {
      void have(null);
      become({ status: 'signed-out', why: error });
    }
    throw error;
  }
}

/** What another tab has got meanwhile, if it is newer than `old` and still works. */
async function othersToken(old: string | null): Promise<Token | null> {
  const works = () => (token && token.text !== old && token.expiresAt - Date.now() > MARGIN_MS ? token : null);
  const until = Date.now() + HANGS_MS;
  for (let looks = 0; !works() && Date.now() < until && (await othersHold()); looks++) {
    if (looks === 0) tell({ kind: 'ask' });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return works();
}

/** Whether another tab has a token that ends later than this tab's, and not soon. */
async function othersHold(): Promise<boolean> {
  const later = Math.max(token?.expiresAt ?? 0, Date.now() + MARGIN_MS);
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name = '' }) => name.startsWith(HOLDS) && Number(name.slice(HOLDS.length)) > later);
}

function hear(message: Message): void {
  if (message.kind === 'ask') {
    if (token && token.expiresAt - Date.now() > MARGIN_MS) tell({ kind: 'token', token });
  } else if (message.kind === 'token') {
    if (!token || message.token.expiresAt >= token.expiresAt) void have(message.token);
    // Somebody signed in beside us.
    if (state.status === 'signed-out') void keep(message.token);
  } else {
    void have(null);
    become({ status: 'signed-out' });
  }
}

function tell(message: Message): void {
  channel?.postMessage(message);
}

async function keep(made: Token, byLink = false): Promise<void> {
  await have(made);
  const address = await apiAddress();
  const answer = await reach(`${address}/api/v1/session`, { headers: { Authorization: `Bearer ${made.text}` } });
  if (!answer.ok) throw await problemOf(answer);
  become({ status: 'signed-in', current: (await answer.json()) as Current, byLink });
}

function tokenOf(answer: components['schemas']['AccessToken']): Token {
  return { text: answer.access_token, expiresAt: Date.parse(answer.expires_at) };
}

/** Only what is of the session sends its cookie. */
function post<Answer>(path: string, body: unknown, method = 'POST'): Promise<Answer> {
  return request<Answer>(path, {
    method,
    credentials: 'include',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token.text}` }) },
    body: JSON.stringify(body),
  });
}

async function request<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const address = await apiAddress().catch(() => {
    throw noAnswer(path);
  });
  const answer = await reach(`${address}/api/v1${path}`, init);
  if (!answer.ok) throw await problemOf(answer);
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as Answer;
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw noAnswer(new URL(url).pathname);
  }
}
