'use client';
import { Lock, LockOpen, Printer } from 'lucide-react';
import { useState } from 'react';
import { type Issue, type Print, useIssueRevision, useLockIssue, usePrint } from '@/api/paper-queries';
import type { Revision } from '@/api/queries';
import { Button } from '@/components/button';
import { fetchFile } from '@/components/save-file';
import { Failure } from '@/components/states';
import { countOf } from '@/components/words';
import { paperHere } from './paper';

/** What can be done with a revision on paper: print it, issue it in the next colour, lock its numbers. */
export function Issued({
  projectId,
  revision,
  issues,
  issuedTo,
  mayWrite,
}: {
  projectId: string;
  revision: Revision;
  issues: readonly Issue[];
  /** The number of the newest revision that was issued; 0 before the first. */
  issuedTo: number;
  mayWrite: boolean;
}) {
  const issue = issues.find((each) => each.revision_id === revision.id);
  const newest = issues[0];
  const give = useIssueRevision(projectId);
  const lock = useLockIssue(projectId);
  const wrong = give.error ?? lock.error;
  return (
    <>
      {issue && (
        <p className="flex flex-wrap items-center gap-x-2 text-sm">
          <ColourChip colour={issue.colour} />
          <span className="text-quiet">
            {dayOf(issue.dated)} · {countOf(issue.revised_pages, 'revised page')}
            {issue.locked && ' · numbers locked'}
          </span>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {mayWrite && <PrintButton revision={revision} print={{}} label="PDF" file="" />}
        {mayWrite && issue && issue.number > 0 && (
          <PrintButton revision={revision} print={{ revised_only: true }} label="Revised pages" file="-revised-pages" />
        )}
        {mayWrite && !issue && revision.number > issuedTo && (
          <Button
            busy={give.isPending}
            onClick={() => give.mutate({ revisionId: revision.id, dated: today(), key: crypto.randomUUID() })}
          >
            {newest ? 'Issue in the next colour' : 'Issue as the first draft'}
          </Button>
        )}
        {mayWrite && issue && issue === newest && (
          <Button busy={lock.isPending} onClick={() => lock.mutate({ issue, locked: !issue.locked })}>
            {issue.locked ? <LockOpen aria-hidden className="size-4" /> : <Lock aria-hidden className="size-4" />}
            {issue.locked ? 'Unlock its numbers' : 'Lock pages and scenes'}
          </Button>
        )}
      </div>
      {wrong && <Failure error={wrong} />}
    </>
  );
}

/** A revision, or some pages of it, as a PDF that is saved. */
export function PrintButton({
  revision,
  print,
  label,
  file,
}: {
  revision: Revision;
  print: Print;
  label: string;
  file: string;
}) {
  const printing = usePrint();
  const [paper] = useState(paperHere);
  const name = (revision.filename ?? `revision-${revision.number}`).replace(/\.[^.]*$/, '');
  const make = () =>
    printing.mutate(
      { revisionId: revision.id, print: { paper, ...print }, key: crypto.randomUUID() },
      { onSuccess: (url) => fetchFile(url, `${name}${file}.pdf`) },
    );
  return (
    <>
      <Button busy={printing.isPending} aria-label={`${label}, revision ${revision.number}`} onClick={make}>
        <Printer aria-hidden className="size-4" />
        {printing.isPending ? 'Setting the PDF …' : label}
      </Button>
      {printing.error && <Failure error={printing.error} />}
    </>
  );
}

export function ColourChip({ colour }: { colour: string }) {
  const name = colour.split(' ').at(-1)?.toLowerCase() ?? '';
  return (
    <span className="inline-flex items-center gap-1.5 font-medium">
      <span
        aria-hidden
        className="size-3 rounded-sm border border-edge"
        style={{ background: SHOWN[name] ?? 'none' }}
      />
      {colour}
    </span>
  );
}

/** How the papers look, as in the PDF. */
const SHOWN: Record<string, string> = {
  white: '#ffffff',
  blue: '#cfe6ff',
  pink: '#ffd9e6',
  yellow: '#fff7b3',
  green: '#d3f2d0',
  goldenrod: '#fbe3a1',
  buff: '#f6e6c8',
  salmon: '#ffd3c2',
  cherry: '#f9bcc4',
  tan: '#e6d3b8',
  ivory: '#fffdea',
  grey: '#e2e2e2',
  lavender: '#e4dbf7',
  orange: '#ffdcae',
};

function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

function dayOf(dated: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${dated}T00:00:00Z`));
}
