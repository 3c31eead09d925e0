import { defineConfig } from 'vitest/config';

/** In a browser, against a studio that runs: started by tests/web/test_pages.py. */
export default defineConfig({
  test: { include: ['tests/pages/**/*.test.ts'], testTimeout: 45_000, bail: 0 },
});
