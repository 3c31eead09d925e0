'use client';
/** What was given out of a day's sheet, to whom, and who has seen it. */

import { CalendarPlus, Check, Printer } from 'lucide-react';
import { useState } from 'react';
import { calendarOf, type Sheet, useAcknowledge, usePublishedSheet, type Version } from '@/api/callsheet-queries';
import { type PaperOf, printed } from '@/api/document-queries';
import { inWords } from '@/api/problems';
import { Button } from '@/components/button';
import { fetchFile, saveFile } from '@/components/save-file';
import { Select } from '@/components/select';
import { useSession } from '@/components/studio';
import { toast } from '@/components/toasts';
import { agoOf } from '@/components/words';
import type { Size } from '@/papers/papers';

/** The version that the page shows; undefined for the draft. */
export function Versions({
  all,
  shown,
  show,
}: {
  all: readonly Version[];
  shown: Version | undefined;
  show: (version: Version | undefined) => void;
}) {
  const session = useSession();
  const me = session.status === 'signed-in' ? session.current.member_id : null;
  const acknowledge = useAcknowledge();
  if (all.length === 0) {
    return <p className="text-sm text-quiet">Nothing of this day was given out yet.</p>;
  }
  return (
    <ol className="flex flex-col gap-3">
      {all.map((each) => {
        const isSeen = each.receipts.some((receipt) => receipt.member.id === me && receipt.seen_at);
        return (
          <li key={each.id} className="flex flex-col gap-2 rounded-lg border border-line px-3 py-2 text-sm">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <p className="font-semibold">
                Version {each.number} <span className="font-normal text-quiet">{agoOf(each.created_at)}</span>
              </p>
              <Button
                look="quiet"
                aria-pressed={shown?.id === each.id}
                onClick={() => show(shown?.id === each.id ? undefined : each)}
              >
                {shown?.id === each.id ? 'Show the draft' : `Show version ${each.number}`}
              </Button>
            </div>
            {each.changes.length > 0 && (
              <ul className="list-disc pl-5 text-quiet">
                {each.changes.map((change) => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            )}
            <Seen version={each} />
            {me && each === all[0] && !isSeen && (
              <Button className="self-start" busy={acknowledge.isPending} onClick={() => acknowledge.mutate(each.id)}>
                <Check aria-hidden className="size-4" />I have seen it
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Seen({ version }: { version: Version }) {
  const seen = version.receipts.filter((each) => each.seen_at);
  const waiting = version.receipts.filter((each) => !each.seen_at);
  const names = (list: typeof seen) => list.map((each) => each.member.name).join(', ');
  if (version.receipts.length === 0) {
    return <p className="text-quiet">It calls no member of the studio: name members in the crew to have them told.</p>;
  }
  return (
    <>
      {seen.length > 0 && <p>Seen by {names(seen)}</p>}
      {waiting.length > 0 && <p className="text-bad">Not seen yet by {names(waiting)}</p>}
    </>
  );
}

/** The version that is shown on paper, or the draft. */
export function sheetPaper(id: string, size: Size, shown: Version | undefined): PaperOf {
  return { of: 'call_sheet', id, print: { size, number: shown?.number ?? null } };
}

/** The sheet as a PDF, and, of a version, for calendars. */
export function Files({
  id,
  size,
  sheet,
  shown,
}: {
  id: string;
  size: Size;
  sheet: Sheet | undefined;
  shown: Version | undefined;
}) {
  const [person, setPerson] = useState('');
  const [busy, setBusy] = useState(false);
  const told = usePublishedSheet(shown?.id ?? '');
  const of = shown ? told.data?.sheet : sheet;
  const people = of
    ? [
        ...new Set([
          ...of.cast.filter((each) => each.call).map((each) => each.artist ?? each.character),
          ...of.crew.map((each) => each.name),
        ]),
      ]
    : [];
  const save = async (make: () => Promise<void>) => {
    setBusy(true);
    try {
      await make();
    } catch (error) {
      const { title, detail } = inWords(error);
      toast(`${title}: ${detail}`, { wrong: true });
    } finally {
      setBusy(false);
    }
  };
  const name = `call-sheet-${of?.date ?? 'draft'}`;
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Button
        busy={busy}
        onClick={() =>
          void save(async () =>
            fetchFile(await printed(sheetPaper(id, size, shown), crypto.randomUUID()), `${name}.pdf`),
          )
        }
      >
        <Printer aria-hidden className="size-4" />
        {shown ? `PDF of version ${shown.number}` : 'PDF of the draft'}
      </Button>
      {shown && (
        <>
          <Select label="Whose calendar" labelHidden value={person} onChange={(event) => setPerson(event.target.value)}>
            <option value="">The unit</option>
            {people.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </Select>
          <Button
            busy={busy}
            onClick={() =>
              void save(async () =>
                saveFile(
                  new Blob([await calendarOf(shown.id, person || undefined)], { type: 'text/calendar' }),
                  `${name}.ics`,
                ),
              )
            }
          >
            <CalendarPlus aria-hidden className="size-4" />
            Calendar
          </Button>
        </>
      )}
    </div>
  );
}
