// After `next build`: gives each page a content security policy in a meta tag, with the hashes of its inline scripts.
//
// A host of static files sends no headers of ours, so the page says it itself. Only the page's own files, the API and
// what STUDIO_ORIGINS names besides (separated by spaces) may be asked for anything.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const out = fileURLToPath(new URL('../out', import.meta.url));
const api = process.env.NEXT_PUBLIC_API_URL ? [new URL(process.env.NEXT_PUBLIC_API_URL).origin] : [];
const others = (process.env.STUDIO_ORIGINS ?? '').split(' ').filter(Boolean);
const reached = [...new Set([...api, ...others])].join(' ');

if (!reached) {
  throw new Error(
    'The pages would reach no API: set NEXT_PUBLIC_API_URL, or STUDIO_ORIGINS where config.json names it.',
  );
}

function policyOf(html) {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
  const hashes = [...new Set(inline)].map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    // Radix writes style attributes; a style starts no script.
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    `img-src 'self' data: blob: ${reached}`,
    `media-src 'self' blob: ${reached}`,
    `connect-src 'self' ${reached}`,
    "manifest-src 'self'",
  ].join('; ');
}

const pages = readdirSync(out, { recursive: true }).filter((name) => name.endsWith('.html'));
for (const name of pages) {
  const path = join(out, name);
  const html = readFileSync(path, 'utf8');
  // First in the head: what stands before a policy is not held by it.
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyOf(html)}">`;
  writeFileSync(path, html.replace('<head>', `<head>${meta}`));
}
console.log(`${pages.length} pages with a content security policy for ${reached}`);
