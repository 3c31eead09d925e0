/** The API's client, generated from its own document: paths, parameters and answers are checked when this is built. */

import createClient, { type Client } from 'openapi-fetch';
import { apiAddress } from './address';
import { noAnswer, problemOf } from './problems';
import type { paths } from './schema';
import { accessToken, renewedToken } from './session';

let client: Promise<Client<paths>> | undefined;

/** The client, once it is known where the API is. */
export function api(): Promise<Client<paths>> {
  client ??= apiAddress().then(
    (baseUrl) => createClient<paths>({ baseUrl, credentials: 'omit', fetch: authorized }),
    () => {
      client = undefined;
      throw noAnswer('/config.json');
    },
  );
  return client;
}

/** A request with a token that works: one that was refused is renewed once, and the request sent again. */
async function authorized(request: Request): Promise<Response> {
  const first = await accessToken();
  const again = request.clone();
  const answer = await send(request, first);
  return answer.status === 401 ? send(again, await renewedToken(first)) : answer;
}

async function send(request: Request, token: string): Promise<Response> {
  request.headers.set('Authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw noAnswer(new URL(request.url).pathname);
  }
}

/** What a call answered. Raises `ProblemError` with what the API says against it. */
export async function answerOf<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) {
    const body = error === undefined ? '' : JSON.stringify(error);
    const copy = new Response(body, { status: response.status, headers: response.headers });
    Object.defineProperty(copy, 'url', { value: response.url });
    throw await problemOf(copy);
  }
  return data as Data;
}
