import type { NextConfig } from 'next';

/** A folder of files that any host serves. The sub-path is the host's: Pages serves a project's site below its name. */
const config: NextConfig = {
  output: 'export',
  trailingSlash: true,
  basePath: process.env.NEXT_PUBLIC_BASE_PATH || undefined,
  images: { unoptimized: true },
  reactStrictMode: true,
  poweredByHeader: false,
};

export default config;
