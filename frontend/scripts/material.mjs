// Before `next build`: the sample screenplay, which the page offers, comes from the repository's samples.
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
mkdirSync(at('../public/samples'), { recursive: true });
copyFileSync(at('../../samples/the-last-ferry.fountain'), at('../public/samples/the-last-ferry.fountain'));
