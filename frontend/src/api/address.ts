/** Where things are: the API, and this site's own files. */

/** The sub-path of the host below which the site lies, such as /AI-Film-Studio; links of Next.js add it themselves. */
export const BASE_PATH = process.env.NEXT_PUBLIC_BASE_PATH ?? '';

let known: Promise<string> | undefined;

/** The API's origin: what the site was built with, else what `config.json` beside the page says, as on a laptop, where
 * ports change. Asked again after a failure. */
export function apiAddress(): Promise<string> {
  known ??= find().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function find(): Promise<string> {
  if (process.env.NEXT_PUBLIC_API_URL) return process.env.NEXT_PUBLIC_API_URL.replace(/\/$/, '');
  const answer = await fetch(`${BASE_PATH}/config.json`, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`config.json answered ${answer.status}`);
  const config = (await answer.json()) as { apiUrl: string };
  return config.apiUrl;
}
