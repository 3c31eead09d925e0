'use client';
/** What was done in the organisation, the newest first, and whether the chain of it holds. */

import { useState } from 'react';
import { type AuditEntry, useAuditTrail, useVerifyTrail } from '@/api/organization-queries';
import { inWords } from '@/api/problems';
import { Button } from '@/components/button';
import { Listed } from '@/components/listed';
import { Select } from '@/components/select';
import { Empty } from '@/components/states';
import { countOf } from '@/components/words';
import { ACTIONS, actionName, changesOf } from './actions';

const TIME = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

export function Audit() {
  const [action, setAction] = useState<AuditEntry['action'] | ''>('');
  const trail = useAuditTrail(action);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label="What was done"
          value={action}
          onChange={(event) => setAction(event.target.value as AuditEntry['action'] | '')}
        >
          <option value="">Everything</option>
          {ACTIONS.map((each) => (
            <option key={each} value={each}>
              {actionName(each)}
            </option>
          ))}
        </Select>
        <Verify />
      </div>
      <Listed<AuditEntry>
        of={trail}
        caption="Audit trail"
        keyOf={(row) => row.sequence}
        empty={
          action ? (
            <Empty action={<Button onClick={() => setAction('')}>Show everything</Button>}>That was never done.</Empty>
          ) : (
            <Empty>Nothing was done yet. Every change of the organisation comes to stand here.</Empty>
          )
        }
        columns={[
          { name: 'No.', numeric: true, cell: (row) => row.sequence },
          {
            name: 'When',
            cell: (row) => <time className="whitespace-nowrap">{TIME.format(new Date(row.at))}</time>,
          },
          { name: 'Who', cell: (row) => <bdi>{row.actor.name ?? row.actor.kind}</bdi> },
          { name: 'What', cell: (row) => <span className="whitespace-nowrap">{actionName(row.action)}</span> },
          {
            name: 'Change',
            cell: (row) => (
              <ul>
                {changesOf(row).map((change) => (
                  <li key={change} className="break-words">
                    <bdi>{change}</bdi>
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </div>
  );
}

function Verify() {
  const verify = useVerifyTrail();
  const { data, error } = verify;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button className="min-h-10" busy={verify.isPending} onClick={() => verify.mutate()}>
        Verify the chain
      </Button>
      <p role="status" className="text-sm">
        {error && <span className="text-bad">{inWords(error).detail}</span>}
        {data?.broken && (
          <span className="text-bad">
            It breaks at entry {data.broken.sequence}: {data.broken.detail}
          </span>
        )}
        {data && !data.broken && (
          <span className="text-good">{countOf(data.entries, 'entry', 'entries')} checked: all hold.</span>
        )}
      </p>
    </div>
  );
}
