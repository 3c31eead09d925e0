/** What stands where a list or a thing will be: it is coming, there is none, or why it cannot be shown. */

import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { inWords, ProblemError } from '@/api/problems';
import { Button } from './button';

/** Grey rows, after a moment: what comes at once needs none. */
export function Skeleton({ rows = 3, className = 'h-12' }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className="flex animate-[appear_0.3s_0.2s_both] flex-col gap-3">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={index} className={`animate-pulse rounded-lg bg-raised ${className}`} />
      ))}
    </div>
  );
}

/** One sentence, and the next step. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-4 rounded-lg border border-dashed border-edge px-6 py-8">
      <p className="max-w-prose text-quiet">{children}</p>
      {action}
    </div>
  );
}

/** A problem in its own words, with a way on. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = inWords(error);
  const wait = useCountdown(error instanceof ProblemError ? (error.retryAfter ?? 0) : 0, error);
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-line bg-raised px-4 py-3">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="flex min-w-0 flex-col items-start gap-1">
        <p className="font-medium">{words.title}</p>
        <p className="max-w-prose break-words text-sm text-quiet">{words.detail}</p>
        {words.requestId && <p className="font-script text-xs text-quiet">Request {words.requestId}</p>}
        {retry && (
          <Button className="mt-2" onClick={retry} disabled={wait > 0}>
            {wait > 0 ? `Retry in ${wait} s` : 'Retry'}
          </Button>
        )}
      </div>
    </div>
  );
}

function useCountdown(seconds: number, of: unknown): number {
  const [left, setLeft] = useState(seconds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another error counts anew, also from the same number
  useEffect(() => {
    setLeft(seconds);
    if (seconds <= 0) return;
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1000);
    return () => clearInterval(timer);
  }, [seconds, of]);
  return left;
}

type Asked<Data> = {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
};

/** The states of what a query brings. What was there before an error stays: that it is old, the banner says. */
export function Shown<Data>({
  of,
  waiting,
  children,
}: {
  of: Asked<Data>;
  waiting?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <Failure error={of.error} retry={() => void of.refetch()} />;
  return waiting ?? <Skeleton />;
}
