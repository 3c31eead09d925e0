import type { ReactNode } from 'react';

/** One thing with what belongs to it. */
export function Card({ children, className = '' }: { children: ReactNode; className?: string }) {
  return <div className={`rounded-lg border border-line bg-raised p-4 ${className}`}>{children}</div>;
}
