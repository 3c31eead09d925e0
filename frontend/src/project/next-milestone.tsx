'use client';
import Link from 'next/link';
import { useMilestones } from '@/api/milestone-queries';
import { dayOf, milestoneWords, nextMilestone } from '@/tasks/tasks';

/** The milestone that comes next, and how it stands: a step of the project as the next film is. */
export default function NextMilestone({ projectId }: { projectId: string }) {
  const next = nextMilestone(useMilestones(projectId).data ?? []);
  if (!next) return null;
  const today = dayOf(new Date());
  const late = next.due_on < today;
  return (
    <p className={`rounded-lg border bg-raised p-4 text-sm ${late ? 'border-bad' : 'border-line'}`}>
      Next milestone:{' '}
      <Link
        href={`/tasks/?id=${projectId}&by=milestone&milestone=${next.id}`}
        className="font-medium underline wrap-anywhere"
      >
        <bdi>{next.title}</bdi>
      </Link>
      , {next.due_on}.{' '}
      <span className={late ? 'font-medium text-bad' : 'text-quiet'}>{milestoneWords(next, today)}</span>
    </p>
  );
}
