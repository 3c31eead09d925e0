/** What changes in the organisation, told to every tab by one stream a browser.
 *
 * Browsers open six connections to a host over HTTP/1.1; a stream a tab would leave none for the seventh. One tab leads
 * (who has the Web Lock), and passes on what it hears.
 */

import { apiAddress } from './address';
import { noAnswer, problemOf } from './problems';
import { accessToken, renewedToken } from './session';
import { follow } from './stream';

/** Of every kind of thing that whoever is signed in may know of: a new kind needs no line here. */
const TOPICS = 'things,notifications';

export type Change = { type: string; id: string; status?: string; fraction?: number; changes?: number };
export type News =
  | { kind: 'changed'; change: Change }
  /** Anything may have changed meanwhile. */
  | { kind: 'anything' }
  | { kind: 'state'; live: boolean; since: number };

/** Hear the news until `signal` ends it. */
export function hearNews(onNews: (news: News) => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel('film-studio:news');
  channel.onmessage = ({ data }: MessageEvent<News>) => onNews(data);
  signal.addEventListener('abort', () => channel.close());
  const tell = (news: News) => {
    onNews(news);
    channel.postMessage(news);
  };
  navigator.locks.request('film-studio:news', { signal }, () => lead(tell, signal)).catch(() => undefined);
}

async function lead(tell: (news: News) => void, signal: AbortSignal): Promise<void> {
  await follow({
    open: (signal) => open(signal),
    signal,
    onState: (state) => tell({ kind: 'state', live: state === 'live', since: Date.now() }),
    onEvent: ({ event, data }) => {
      if (event === 'changed') tell({ kind: 'changed', change: JSON.parse(data) as Change });
      // What happened before it was ready was told to nobody.
      else if (event === 'ready' || event === 'missed') tell({ kind: 'anything' });
    },
  });
}

async function open(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const path = `/api/v1/events?topics=${TOPICS}`;
  const address = await apiAddress().catch(() => {
    throw noAnswer(path);
  });
  const ask = async (token: string) => {
    try {
      return await fetch(address + path, {
        headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
        signal,
      });
    } catch {
      throw noAnswer(path);
    }
  };
  const token = await accessToken();
  let answer = await ask(token);
  if (answer.status === 401) answer = await ask(await renewedToken(token));
  if (!answer.ok || !answer.body) throw await problemOf(answer);
  return answer.body;
}
