'use client';
/** Who has done what in a project, in words, the newest first. */

import { useState } from 'react';
import { type Activity, useActivity } from '@/api/lineage-queries';
import { Button } from '@/components/button';
import { Select } from '@/components/select';
import { Empty, Shown } from '@/components/states';
import { agoOf } from '@/components/words';
import { actionName } from '@/organization/actions';

const KINDS: Record<string, string> = {
  project: 'Project and team',
  script: 'Script',
  cast: 'Cast',
  preproduction: 'Breakdown and schedule',
  production: 'Production',
  review: 'Reviews',
  task: 'Tasks',
  share: 'Share links',
};

export default function ActivityList({ projectId }: { projectId: string }) {
  const [kind, setKind] = useState('');
  const [actorId, setActor] = useState('');
  const all = useActivity(projectId, { kind: '', actorId: '' });
  const shown = useActivity(projectId, { kind, actorId });
  const items = shown.data?.pages.flatMap((page) => page.items) ?? [];
  const people = new Map(
    (all.data?.pages.flatMap((page) => page.items) ?? []).map((each) => [each.actor.id, nameOf(each)]),
  );
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-3">
        <Select label="Who" value={actorId} onChange={(event) => setActor(event.target.value)}>
          <option value="">Everybody</option>
          {[...people].map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select label="What" value={kind} onChange={(event) => setKind(event.target.value)}>
          <option value="">Everything</option>
          {Object.entries(KINDS).map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <Shown of={shown}>
        {() =>
          items.length === 0 ? (
            <Empty>Nothing of this was done here yet.</Empty>
          ) : (
            <ol className="flex flex-col divide-y divide-line">
              {items.map((each) => (
                <li key={each.sequence} className="flex flex-wrap items-baseline gap-x-2 py-2 text-sm">
                  <span className="font-medium">{actionName(each.action)}</span>
                  {each.words && <bdi className="min-w-0 break-words">{each.words}</bdi>}
                  <span className="text-quiet">
                    <bdi>{nameOf(each)}</bdi> · {agoOf(each.at)}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
      {shown.hasNextPage && (
        <Button className="self-start" busy={shown.isFetchingNextPage} onClick={() => void shown.fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </div>
  );
}

function nameOf({ actor }: Activity): string {
  return actor.name ?? (actor.kind === 'service' ? 'The studio' : 'Somebody');
}
