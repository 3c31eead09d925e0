'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense, useMemo, useState } from 'react';
import { usePlannedShots } from '@/api/board-queries';
import { useCharacters } from '@/api/cast-queries';
import { useAccess } from '@/api/production-queries';
import { useProductions, useProject, useRevisions, useScenes } from '@/api/queries';
import { type Order, presenceOf, samplesOf, sorted, voiceOf } from '@/cast/cast';
import { Matrix } from '@/cast/matrix';
import { Names } from '@/cast/names';
import { Portrait } from '@/cast/portrait';
import { Recast } from '@/cast/recast';
import { HearButton, useVoices } from '@/cast/voice';
import { Button, buttonClass } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { NothingHere } from '@/components/nothing-here';
import { Select } from '@/components/select';
import { Empty, Shown, Skeleton } from '@/components/states';
import { Table } from '@/components/table';
import { countOf } from '@/components/words';

const ORDERS: readonly [Order, string][] = [
  ['appearance', 'Appearance'],
  ['lines', 'Most lines'],
  ['words', 'Most words'],
  ['scenes', 'Most scenes'],
  ['name', 'Name'],
];

export default function Page() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Cast />
    </Suspense>
  );
}

function Cast() {
  const projectId = useSearchParams().get('id') ?? '';
  const project = useProject(projectId);
  const revisions = useRevisions(projectId);
  const productions = useProductions(projectId);
  if (!projectId) {
    return (
      <Empty
        action={
          <Link href="/" className={buttonClass('accent')}>
            All projects
          </Link>
        }
      >
        Choose a project to see who is in it.
      </Empty>
    );
  }
  if (project.error && !project.data) {
    return <NothingHere error={project.error} what="project" retry={() => void project.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <h1 className="text-2xl font-semibold">Cast</h1>
      <Shown of={revisions}>
        {({ items }) => {
          const revision = items[0];
          if (!revision) {
            return (
              <Empty
                action={
                  <Link href={`/project/?id=${projectId}`} className={buttonClass('accent')}>
                    Add a screenplay
                  </Link>
                }
              >
                Nobody is in it yet: the cast is read from the screenplay, as soon as there is one.
              </Empty>
            );
          }

          const made = productions.data?.items ?? [];
          const production = made.find((each) => each.revision_id === revision.id);
          return <OfRevision projectId={projectId} revisionId={revision.id} productionId={production?.id ?? ''} />;
        }}
      </Shown>
    </div>
  );
}

function OfRevision({
  projectId,
  revisionId,
  productionId,
}: {
  projectId: string;
  revisionId: string;
  productionId: string;
}) {
  const characters = useCharacters(revisionId);
  const scenes = useScenes(revisionId);
  const shots = usePlannedShots(revisionId);
  const [order, setOrder] = useState<Order>('appearance');
  const presence = useMemo(() => presenceOf(scenes.data ?? []), [scenes.data]);
  const samples = useMemo(
    () => new Map((characters.data ?? []).map(({ name }) => [name, samplesOf(name, shots.data ?? [])])),
    [characters.data, shots.data],
  );
  const voices = useVoices(productionId);
  const mayChoose = useAccess(projectId).data?.permissions.includes('scripts:write') ?? false;
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  const numbers = new Map(scenes.data?.map((scene) => [scene.index, scene.number]));
  return (
    <Shown of={characters}>
      {(data) => {
        if (data.length === 0) {
          return <Empty>Nobody speaks in this screenplay, and its action introduces nobody by name.</Empty>;
        }
        const rows = sorted(data, order, presence);
        const present = data.find((row) => row.name === chosen?.name);
        return (
          <>
            <div className="flex flex-wrap items-end gap-4">
              <Select label="Order" value={order} onChange={(event) => setOrder(event.target.value as Order)}>
                {ORDERS.map(([value, name]) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </Select>
              <p role="status" className="min-w-0 pb-2 text-sm text-quiet">
                {voices.hearing ? (
                  <>
                    <bdi className="text-ink">{voices.hearing.name}</bdi>{' '}
                    <bdi className="break-words">{voices.hearing.text}</bdi>
                  </>
                ) : (
                  `${countOf(data.length, 'character')}${productionId ? '' : '; until a film is begun, hear them under Choose'}`
                )}
              </p>
            </div>
            <Table
              caption="Cast"
              rows={rows}
              keyOf={(row) => row.id}
              columns={[
                { name: 'Look', cell: (row) => <Portrait look={row.look} /> },
                {
                  name: 'Name',
                  cell: (row) => (
                    <>
                      <Link
                        href={`/cast/sheet/?id=${projectId}&character=${row.id}`}
                        title={`Sheet of ${row.name}`}
                        className="font-medium hover:underline"
                      >
                        <bdi>{row.name}</bdi>
                      </Link>
                      {row.same_as && (
                        <span className="block text-xs text-quiet">
                          another name of <bdi>{row.same_as}</bdi>
                        </span>
                      )}
                      {row.aliases.length > 0 && (
                        <span className="block max-w-64 text-xs text-quiet">
                          also <bdi>{row.aliases.join(', ')}</bdi>
                        </span>
                      )}
                      <span className="mt-1 flex flex-wrap items-center gap-1.5 text-xs text-quiet">
                        {mayChoose && (
                          <Button onClick={() => setChosen(row)}>
                            Choose<span className="sr-only"> for {row.name}</span>
                          </Button>
                        )}
                        {[row.look_chosen || row.voice_chosen ? 'chosen' : '', row.locked ? 'locked' : '']
                          .filter(Boolean)
                          .join(', ')}
                      </span>
                    </>
                  ),
                },
                {
                  name: 'Voice',
                  cell: (row) => (
                    <span className="flex items-center gap-1.5">
                      <HearButton
                        name={row.name}
                        hearing={voices.hearing}
                        disabled={!productionId || !samples.get(row.name)?.length}
                        hear={() => void voices.hear(row.name, samples.get(row.name) ?? [])}
                      />
                      <span className="whitespace-nowrap text-xs text-quiet">
                        {row.lines > 0 ? voiceOf(row) : 'never speaks'}
                      </span>
                    </span>
                  ),
                },
                { name: 'Lines', numeric: true, cell: (row) => row.lines },
                { name: 'Words', numeric: true, cell: (row) => row.words },
                { name: 'Scenes', numeric: true, cell: (row) => presence.get(row.name)?.size ?? 0 },
                {
                  name: 'First to last',
                  numeric: true,
                  cell: (row) => (
                    <span className="whitespace-nowrap">
                      {numbers.get(row.first_scene) ?? row.first_scene + 1} –{' '}
                      {numbers.get(row.last_scene) ?? row.last_scene + 1}
                    </span>
                  ),
                },
              ]}
            />
            <Dialog title={chosen?.name ?? ''} open={chosen !== null} onOpenChange={() => setChosen(null)}>
              {chosen && (
                <>
                  {!present?.same_as && (
                    <Recast
                      characterId={present?.id ?? chosen.id}
                      revisionId={revisionId}
                      close={() => setChosen(null)}
                    />
                  )}
                  {present && (
                    <Names
                      key={present.same_as}
                      character={present}
                      others={data.filter((each) => each.id !== present.id && !each.same_as)}
                    />
                  )}
                </>
              )}
            </Dialog>
            <section aria-labelledby="matrix" className="flex flex-col gap-3">
              <h2 id="matrix" className="text-lg font-semibold">
                Who is in which scene
              </h2>
              <Shown of={scenes}>{(all) => <Matrix characters={rows} scenes={all} presence={presence} />}</Shown>
            </section>
          </>
        );
      }}
    </Shown>
  );
}
