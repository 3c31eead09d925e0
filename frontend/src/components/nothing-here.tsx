import Link from 'next/link';
import { ProblemError } from '@/api/problems';
import { buttonClass } from './button';
import { Failure } from './states';

/** For a thing by its id: one of another organisation looks like one that never was. */
export function NothingHere({ error, what, retry }: { error: unknown; what: string; retry: () => void }) {
  const status = error instanceof ProblemError ? error.problem.status : 0;
  // An id that is not one answers 422: of a link, the same to whoever follows it.
  if (status !== 404 && status !== 422) return <Failure error={error} retry={retry} />;
  return (
    <div className="flex max-w-prose flex-col items-start gap-4">
      <h1 className="text-2xl font-semibold">There is no such {what}</h1>
      <p className="text-quiet">
        It may have been deleted, or it belongs to an organisation that you are not signed in to. Whoever sent you the
        link can say which.
      </p>
      <Link href="/" className={buttonClass()}>
        All projects
      </Link>
    </div>
  );
}
