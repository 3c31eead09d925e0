import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import '@fontsource-variable/inter/wght.css';
import '@fontsource/courier-prime/400.css';
import './globals.css';
import { Studio } from '@/components/studio';
import { THEME_SCRIPT } from '@/components/theme';

export const metadata: Metadata = {
  title: { default: 'AI Film Studio', template: '%s · AI Film Studio' },
  description: 'A screenplay goes in; a film comes out.',
  referrer: 'no-referrer',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme="dark" suppressHydrationWarning>
      <head>
        {/* Before anything is drawn: whoever likes it light sees no dark flash. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, held by its hash in the policy */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body className="min-h-dvh antialiased">
        <Studio>{children}</Studio>
      </body>
    </html>
  );
}
