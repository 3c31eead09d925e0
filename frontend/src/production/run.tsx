'use client';
/** One production: how far it is, what is being made, what failed and why, and the ways on. */

import Link from 'next/link';
import { useEffect, useState } from 'react';
import { sentence } from '@/api/problems';
import { type Kind, type ProductionJob, useFailedJobs, useJobs } from '@/api/production-queries';
import { type Production, useCancelProduction, useRetryProduction, useScenes } from '@/api/queries';
import { Button, buttonClass } from '@/components/button';
import { Progress } from '@/components/progress';
import { noteProduction } from '@/components/running';
import { Failure, Shown } from '@/components/states';
import { Table } from '@/components/table';
import { agoOf, countOf, durationOf } from '@/components/words';
import { jobName, LANES } from './kinds';
import { Lanes } from './lanes';
import { sayStatus, secondsBetween } from './status';

type SceneNames = ReadonlyMap<number, string>;

export function Run({
  production,
  revision,
  mayMake,
}: {
  production: Production;
  revision?: number;
  mayMake: boolean;
}) {
  const { id, project_id: projectId, status } = production;
  const cancel = useCancelProduction(projectId);
  const retry = useRetryProduction(projectId);
  const scenes = useScenes(production.revision_id).data;
  const names: SceneNames = new Map(scenes?.map((scene) => [scene.index, scene.number]));
  const failed = Object.values(production.jobs).reduce((sum, counts) => sum + counts.failed, 0);
  useEffect(() => void noteProduction(production), [production]);
  const over = status !== 'running';
  return (
    <section
      aria-labelledby="run"
      className="flex flex-col gap-5 rounded-lg border border-line bg-raised p-4"
      data-status={status}
    >
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id="run" className={`text-lg font-semibold ${status === 'failed' ? 'text-bad' : ''}`}>
            {sayStatus(production)}
          </h2>
          <p className="text-sm text-quiet">
            {revision !== undefined && `Revision ${revision} · `}begun {agoOf(production.created_at)}
            {production.finished_at &&
              ` · took ${durationOf(secondsBetween(production.created_at, production.finished_at))}`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {!over && mayMake && (
            <Button busy={cancel.isPending} onClick={() => cancel.mutate(id)}>
              Stop
            </Button>
          )}
          {status === 'failed' && mayMake && (
            <Button look="accent" busy={retry.isPending} onClick={() => retry.mutate(id)}>
              Try what failed again
            </Button>
          )}
          {status === 'succeeded' && (
            <Link href={`/watch/?id=${projectId}&film=${id}`} className={buttonClass('accent')}>
              Watch
            </Link>
          )}
        </div>
      </div>
      {!over && <Progress value={production.fraction} label="The whole film" />}
      {status === 'failed' && (
        <p className="text-sm">
          What was made is kept. Trying again makes only what failed and what waits for it
          {failed > 0 ? `: ${countOf(failed, 'job')} failed` : ''}.
        </p>
      )}
      <Lanes production={production} />
      {!over && <Doing production={production} scenes={names} />}
      {failed > 0 && <Failed production={production} failed={failed} scenes={names} />}
      {failed === 0 && status === 'failed' && production.error && (
        <p className="break-words text-sm text-bad">{sentence(production.error)}</p>
      )}
      <Jobs production={production} scenes={names} />
    </section>
  );
}

/** "Shot 12, scene 4A" */
function placed(job: Pick<ProductionJob, 'kind' | 'ordinal' | 'scene'>, scenes: SceneNames): string {
  const scene = job.scene === null ? undefined : scenes.get(job.scene);
  return jobName(job.kind, job.ordinal) + (scene ? `, scene ${scene}` : '');
}

function Doing({ production, scenes }: { production: Production; scenes: SceneNames }) {
  return (
    <div>
      <h3 className="mb-2 text-sm font-semibold">Being made now</h3>
      {production.doing.length === 0 ? (
        <p className="text-sm text-quiet">Its jobs wait for a worker. They begin by themselves.</p>
      ) : (
        <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
          {production.doing.map((job) => (
            <li key={`${job.kind} ${job.ordinal}`} className="flex items-center gap-3 text-sm">
              <span className="w-40 shrink-0 truncate">{placed(job, scenes)}</span>
              <Progress value={job.progress} label={placed(job, scenes)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Failed({ production, failed, scenes }: { production: Production; failed: number; scenes: SceneNames }) {
  const jobs = useFailedJobs(production.id, failed);
  return (
    <div>
      <h3 className="mb-2 text-sm font-semibold">Why {failed === 1 ? 'it' : 'they'} failed</h3>
      <Shown of={jobs}>
        {({ items, next_cursor: more }) => (
          <>
            <ul className="flex flex-col divide-y divide-line">
              {items.map((job) => (
                <li key={job.id} className="py-2 text-sm">
                  <p className="font-medium">
                    {placed(job, scenes)}
                    <span className="font-normal text-quiet"> · {countOf(job.attempt, 'try', 'tries')}</span>
                  </p>
                  <p className="break-words text-quiet">{sentence(job.error ?? 'It does not say why')}</p>
                </li>
              ))}
            </ul>
            {more && <p className="text-sm text-quiet">And more: these are the first {items.length}.</p>}
          </>
        )}
      </Shown>
    </div>
  );
}

const STATES: Record<ProductionJob['status'], string> = {
  waiting: 'Waits for others',
  queued: 'Waits for a worker',
  running: 'Being made',
  succeeded: 'Made',
  failed: 'Failed',
  cancelled: 'Stopped',
};

/** Every job, for whoever wants to know which worker made what in which time: asked for once it is opened. */
function Jobs({ production, scenes }: { production: Production; scenes: SceneNames }) {
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>('shot');
  const running = production.status === 'running';
  const jobs = useJobs(production.id, kind, running ? 0 : production.changes, open);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded-lg py-1 text-sm font-semibold">All jobs</summary>
      {open && (
        <div className="mt-3 flex flex-col gap-3">
          <fieldset className="flex flex-wrap gap-2">
            <legend className="sr-only">Which jobs</legend>
            {LANES.filter((lane) => production.jobs[lane.kind]?.total).map((lane) => (
              <Button
                key={lane.kind}
                aria-pressed={kind === lane.kind}
                className="aria-pressed:border-accent"
                onClick={() => setKind(lane.kind)}
              >
                {lane.name}
              </Button>
            ))}
            {running && (
              <Button look="quiet" busy={jobs.isFetching} onClick={() => void jobs.refetch()}>
                Look again
              </Button>
            )}
          </fieldset>
          {jobs.error && !jobs.data ? <Failure error={jobs.error} retry={() => void jobs.refetch()} /> : null}
          {jobs.data && (
            <Table
              caption="Jobs"
              rows={jobs.data.pages.flatMap((page) => page.items)}
              keyOf={(job) => job.id}
              columns={[
                { name: 'Job', cell: (job) => <span className="whitespace-nowrap">{placed(job, scenes)}</span> },
                { name: 'State', cell: (job) => (job.cached ? 'Kept' : STATES[job.status]) },
                {
                  name: 'Time',
                  numeric: true,
                  cell: (job) =>
                    job.started_at && job.finished_at && !job.cached
                      ? `${secondsBetween(job.started_at, job.finished_at).toFixed(1)} s`
                      : '–',
                },
                { name: 'Tries', numeric: true, cell: (job) => job.attempt },
                { name: 'Worker', cell: (job) => <span className="break-all">{job.worker ?? '–'}</span> },
              ]}
            />
          )}
          {jobs.hasNextPage && (
            <Button className="self-start" busy={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
              Show more
            </Button>
          )}
        </div>
      )}
    </details>
  );
}
