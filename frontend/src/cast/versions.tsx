'use client';
/** What was kept of a sheet, and the way back to it. */

import { useState } from 'react';
import { type Sheet, useKeepVersion, useRollBack, useVersions, type Version } from '@/api/sheet-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Field } from '@/components/field';
import { Select } from '@/components/select';
import { Failure, Shown } from '@/components/states';
import { agoOf } from '@/components/words';
import { Portrait } from './portrait';

const STAGES: readonly Version['stage'][] = ['concept', 'casting', 'final', 'alternate'];

export function Versions({ sheet, mayWrite }: { sheet: Sheet; mayWrite: boolean }) {
  const versions = useVersions(sheet.id);
  const keep = useKeepVersion();
  const back = useRollBack();
  const [stage, setStage] = useState<Version['stage']>('concept');
  const [note, setNote] = useState('');
  return (
    <>
      <Shown of={versions}>
        {(kept) =>
          kept.length === 0 ? (
            <p className="text-sm text-quiet">Nothing was kept yet. A version keeps look, voice and clothes.</p>
          ) : (
            <ul className="flex flex-col gap-3">
              {kept.map((version) => (
                <li key={version.number} className="flex flex-wrap items-center gap-3 text-sm">
                  <Portrait look={version.look} />
                  <div className="min-w-0 flex-1">
                    <p className="font-medium">
                      {version.number}, {version.stage}
                    </p>
                    <p className="wrap-anywhere text-quiet">
                      {agoOf(version.created_at)}
                      {version.note && (
                        <>
                          : <bdi>{version.note}</bdi>
                        </>
                      )}
                    </p>
                  </div>
                  {mayWrite && (
                    <ConfirmButton
                      label="Go back to it"
                      ask="Go back?"
                      of={`version ${version.number}`}
                      busy={back.isPending}
                      onConfirm={() => back.mutate({ seen: sheet, number: version.number })}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {mayWrite && (
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            keep.mutate(
              { id: sheet.id, body: { stage, note: note.trim() || null }, key: crypto.randomUUID() },
              { onSuccess: () => setNote('') },
            );
          }}
        >
          <Select label="Stage" value={stage} onChange={(event) => setStage(event.target.value as Version['stage'])}>
            {STAGES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </Select>
          <div className="min-w-40 flex-1">
            <Field label="Note" maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
          </div>
          <Button type="submit" busy={keep.isPending}>
            Keep as it is
          </Button>
        </form>
      )}
      {(keep.error ?? back.error) && <Failure error={keep.error ?? back.error} />}
    </>
  );
}
