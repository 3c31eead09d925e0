'use client';
/** What making the film would take, said before anybody begins it. */

import { useState } from 'react';
import { type Revision, useEstimate, useStartFilm } from '@/api/queries';
import { Button } from '@/components/button';
import { approvedWords } from '@/components/estimate';
import { Shown, Skeleton } from '@/components/states';
import { countOf, durationOf } from '@/components/words';
import type { FilmFormat } from '@/film/format';
import { FormatChoice } from './format-choice';
import { LANES } from './kinds';

export function Plan({
  projectId,
  revision,
  isMade,
  mayMake,
  format: newest,
  onStarted,
}: {
  projectId: string;
  revision: Revision;
  isMade: boolean;
  mayMake: boolean;
  /** Of the project's newest film. */
  format: FilmFormat;
  onStarted: (id: string) => void;
}) {
  const start = useStartFilm(projectId);
  const [format, setFormat] = useState(newest);
  const estimate = useEstimate(revision.id, mayMake, format);
  // A second press of the same button begins nothing more; another plan is another start.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const approved = estimate.data ? approvedWords(estimate.data) : null;
  const begin = () =>
    start.mutate(
      { revisionId: revision.id, key, again: approved !== null, format },
      {
        onSuccess: (production) => {
          setKey(crypto.randomUUID());
          onStarted(production.id);
        },
      },
    );
  return (
    <section aria-labelledby="plan" className="flex flex-col gap-4 rounded-lg border border-line bg-raised p-4">
      <h2 id="plan" className="font-semibold">
        {isMade ? `Revision ${revision.number} has its film` : `Next: the film of revision ${revision.number}`}
      </h2>
      {mayMake && (
        <FormatChoice
          format={format}
          onChange={(chosen) => {
            setFormat(chosen);
            setKey(crypto.randomUUID());
          }}
        />
      )}
      {mayMake ? (
        <Shown of={estimate} waiting={<Skeleton rows={2} className="h-8" />}>
          {(data) => {
            const lanes = LANES.flatMap(({ kind, name }) => {
              const of = data.jobs[kind];
              return of ? [{ name, ...of, make: of.total - of.kept }] : [];
            });
            const total = lanes.reduce((sum, each) => sum + each.total, 0);
            const make = lanes.reduce((sum, each) => sum + each.make, 0);
            return (
              <>
                <p className="text-sm">
                  {make === 0
                    ? `All ${countOf(total, 'job')} are kept from before: nothing is to be made.`
                    : `${make} of ${countOf(total, 'job')} to make, ${make < total ? 'the rest is kept, ' : ''}about ${durationOf(data.seconds)} of work${data.usd === null ? '' : `, $${data.usd.toFixed(2)}`}.`}
                </p>
                <table className="w-full max-w-md text-sm">
                  <caption className="sr-only">What is to be made</caption>
                  <thead className="text-quiet">
                    <tr>
                      <th scope="col" className="py-1 text-left font-medium">
                        What
                      </th>
                      <th scope="col" className="py-1 text-right font-medium">
                        To make
                      </th>
                      <th scope="col" className="py-1 text-right font-medium">
                        Kept
                      </th>
                      <th scope="col" className="py-1 text-right font-medium">
                        Work
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {lanes.map((lane) => (
                      <tr key={lane.name} className="border-t border-line">
                        <th scope="row" className="py-1 text-left font-normal">
                          {lane.name}
                        </th>
                        <td className="py-1 text-right">{lane.make}</td>
                        <td className="py-1 text-right">{lane.kept}</td>
                        <td className="py-1 text-right">{lane.make > 0 ? durationOf(lane.seconds) : '–'}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </>
            );
          }}
        </Shown>
      ) : (
        <p className="text-sm text-quiet">Your role shows productions here; an editor of the project can begin them.</p>
      )}
      {approved !== null && <p className="text-sm text-bad">{approved}</p>}
      {mayMake && (
        <Button look={isMade ? 'plain' : 'accent'} className="self-start" busy={start.isPending} onClick={begin}>
          {approved !== null ? 'Make approved shots anew' : isMade ? 'Make it again' : 'Make the film'}
        </Button>
      )}
    </section>
  );
}
