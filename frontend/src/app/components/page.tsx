'use client';
import { useState } from 'react';
import { noAnswer } from '@/api/problems';
import { Button } from '@/components/button';
import { Card } from '@/components/card';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { Progress } from '@/components/progress';
import { Empty, Failure, Skeleton } from '@/components/states';
import { Table } from '@/components/table';
import { toast } from '@/components/toasts';

const SHOTS = [
  { shot: 1, size: 'EWS', scene: 'EXT. HARBOUR - DUSK', seconds: 4.5 },
  { shot: 2, size: 'MCU', scene: 'EXT. HARBOUR - DUSK', seconds: 2.25 },
  { shot: 3, size: 'TWO', scene: 'INT. KITCHEN - NIGHT', seconds: 6 },
];

/** For whoever builds the next room: every component, each in its states. */
export default function Components() {
  const [open, setOpen] = useState(false);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-8">
      <h1 className="text-2xl font-semibold">Components</h1>
      <Part name="Button">
        <div className="flex flex-wrap gap-3">
          <Button look="accent">Make the film</Button>
          <Button>Add a revision</Button>
          <Button look="quiet">Not now</Button>
          <Button busy>Busy</Button>
        </div>
      </Part>
      <Part name="Field">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Title" hint="At most 200 characters" defaultValue="Die letzte Fähre über den Bodenseenebel" />
          <Field label="Title" wrong="A project needs a title." defaultValue="" />
        </div>
      </Part>
      <Part name="Table">
        <Table
          caption="Shots"
          rows={SHOTS}
          keyOf={(row) => row.shot}
          columns={[
            { name: 'Shot', cell: (row) => row.shot, numeric: true },
            { name: 'Size', cell: (row) => row.size },
            { name: 'Scene', cell: (row) => <span className="font-script">{row.scene}</span> },
            { name: 'Seconds', cell: (row) => row.seconds.toFixed(2), numeric: true },
          ]}
        />
      </Part>
      <Part name="Card">
        <Card>
          <p className="font-medium">A card holds one thing.</p>
          <p className="text-sm text-quiet">What belongs to it stands inside.</p>
        </Card>
      </Part>
      <Part name="Progress">
        <Progress value={0.42} label="An example" />
      </Part>
      <Part name="States of a list">
        <div className="flex flex-col gap-4">
          <Skeleton rows={2} />
          <Empty action={<Button look="accent">The next step</Button>}>
            There is nothing yet. One sentence says why.
          </Empty>
          <Failure error={noAnswer('/api/v1/projects')} retry={() => toast('Tried again.')} />
        </div>
      </Part>
      <Part name="Dialog and toast">
        <div className="flex gap-3">
          <Button onClick={() => setOpen(true)}>Open a dialog</Button>
          <Button
            onClick={() =>
              toast('“Low Tide” is deleted.', { action: { label: 'Undo', run: () => toast('It is back.') } })
            }
          >
            Show a toast
          </Button>
        </div>
        <Dialog title="A dialog" open={open} onOpenChange={setOpen}>
          <p className="p-4">Escape closes it, and the focus goes back to the button.</p>
        </Dialog>
      </Part>
    </div>
  );
}

function Part({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4">
      <h2 className="text-lg font-semibold">{name}</h2>
      {children}
    </section>
  );
}
