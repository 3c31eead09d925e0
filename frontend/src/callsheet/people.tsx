'use client';
/** Where is shot and who works there: what every day's sheet is derived from. */

import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type CrewMember,
  type CrewMemberEdit,
  type Department,
  type Location,
  type LocationEdit,
  useCrew,
  useDeleteCrewMember,
  useDeleteLocation,
  useKeepCrewMember,
  useKeepLocation,
  useLocations,
} from '@/api/callsheet-queries';
import { useMembers } from '@/api/organization-queries';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { Dialog } from '@/components/dialog';
import { Field } from '@/components/field';
import { LinesField } from '@/components/lines-field';
import { Select } from '@/components/select';
import { Shown } from '@/components/states';
import { DEPARTMENTS, departmentOf } from './words';

const own = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

type Kept = { id: string; name: string };

/** What there is of one kind, each to be edited or deleted, and a way to add another. */
function Listing<Row extends Kept>({
  title,
  of,
  lineOf,
  none,
  add,
  form,
  remove,
  close,
}: {
  title: string;
  of: Parameters<typeof Shown<readonly Row[]>>[0]['of'];
  lineOf: (row: Row) => ReactNode;
  none: string;
  add: string;
  form: (of: Row | undefined, done: () => void) => ReactNode;
  remove: (row: Row) => void;
  close: () => void;
}) {
  const [edited, setEdited] = useState<Row | 'new' | null>(null);
  return (
    <Dialog title={title} open onOpenChange={(open) => open || close()}>
      <div className="flex flex-col gap-4 p-4">
        {edited ? (
          form(edited === 'new' ? undefined : edited, () => setEdited(null))
        ) : (
          <Shown of={of}>
            {(all) => (
              <>
                <ul className="flex flex-col divide-y divide-line">
                  {all.map((each) => (
                    <li key={each.id} className="flex flex-wrap items-center justify-between gap-2 py-2 text-sm">
                      <span className="min-w-0 break-words">
                        <b>{each.name}</b>
                        <span className="block text-quiet">{lineOf(each)}</span>
                      </span>
                      <span className="flex gap-1">
                        <Button onClick={() => setEdited(each)}>
                          Edit <span className="sr-only">{each.name}</span>
                        </Button>
                        <ConfirmButton
                          label="Delete"
                          ask="Really delete"
                          of={each.name}
                          onConfirm={() => remove(each)}
                        />
                      </span>
                    </li>
                  ))}
                </ul>
                {all.length === 0 && <p className="text-sm text-quiet">{none}</p>}
                <Button look="accent" className="self-start" onClick={() => setEdited('new')}>
                  {add}
                </Button>
              </>
            )}
          </Shown>
        )}
      </div>
    </Dialog>
  );
}

export function Locations({
  projectId,
  sets,
  close,
}: {
  projectId: string;
  sets: readonly string[];
  close: () => void;
}) {
  const remove = useDeleteLocation();
  return (
    <Listing<Location>
      title="Locations"
      of={useLocations(projectId)}
      lineOf={(each) => (each.sets.length > 0 ? each.sets.join(', ') : 'No set of the script yet')}
      none="No location yet. One has its address, its nearest hospital, its time zone, and the sets of the script that are shot there."
      add="Add a location"
      form={(of, done) => <LocationForm projectId={projectId} of={of} sets={sets} done={done} />}
      remove={remove.mutate}
      close={close}
    />
  );
}

function LocationForm({
  projectId,
  of,
  sets,
  done,
}: {
  projectId: string;
  of: Location | undefined;
  sets: readonly string[];
  done: () => void;
}) {
  const keep = useKeepLocation(projectId);
  const [said, setSaid] = useState<LocationEdit>(
    () =>
      of ?? { name: '', time_zone: own(), address: null, parking: null, hospital: null, coordinates: null, sets: [] },
  );
  const [latitude, setLatitude] = useState(of?.coordinates ? String(of.coordinates.latitude) : '');
  const [longitude, setLongitude] = useState(of?.coordinates ? String(of.coordinates.longitude) : '');
  const set = (more: Partial<LocationEdit>) => setSaid({ ...said, ...more });
  const folded = (name: string) => name.toLocaleLowerCase();
  const chosen = said.sets ?? [];
  const offered = [...new Set([...chosen, ...sets].map((each) => each.trim()))].filter(
    (each, place, all) => all.findIndex((other) => folded(other) === folded(each)) === place,
  );
  const save = (event: FormEvent) => {
    event.preventDefault();
    const coordinates = latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude) } : null;
    const { name, time_zone, address, parking, hospital } = said;
    keep.mutate(
      { of, body: { name, time_zone, address, parking, hospital, coordinates, sets: chosen } },
      { onSuccess: done },
    );
  };
  return (
    <form onSubmit={save} className="flex flex-col gap-3">
      <Field
        label="Name of the location"
        required
        maxLength={200}
        value={said.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <LinesField
        label="Address"
        value={said.address ?? ''}
        onChange={(event) => set({ address: event.target.value || null })}
      />
      <LinesField
        label="Hospital nearby, with address and telephone"
        value={said.hospital ?? ''}
        onChange={(event) => set({ hospital: event.target.value || null })}
      />
      <LinesField
        label="Parking"
        value={said.parking ?? ''}
        onChange={(event) => set({ parking: event.target.value || null })}
      />
      <Field
        label="Time zone"
        required
        list="time-zones"
        hint="As the IANA names it: Europe/Oslo"
        value={said.time_zone}
        onChange={(event) => set({ time_zone: event.target.value })}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <div className="grid grid-cols-2 gap-3">
        <Field
          label="Latitude"
          type="number"
          min={-90}
          max={90}
          step="any"
          hint="For sunrise and sunset"
          value={latitude}
          onChange={(event) => setLatitude(event.target.value)}
        />
        <Field
          label="Longitude"
          type="number"
          min={-180}
          max={180}
          step="any"
          value={longitude}
          onChange={(event) => setLongitude(event.target.value)}
        />
      </div>
      <fieldset className="flex flex-col gap-1 text-sm">
        <legend className="mb-1 font-medium">Sets that are shot here</legend>
        {offered.map((each) => (
          <label key={each} className="flex items-center gap-2 break-words">
            <input
              type="checkbox"
              checked={chosen.some((other) => folded(other) === folded(each))}
              onChange={(event) =>
                set({
                  sets: event.target.checked
                    ? [...chosen, each]
                    : chosen.filter((other) => folded(other) !== folded(each)),
                })
              }
            />
            {each}
          </label>
        ))}
      </fieldset>
      <div className="flex gap-2">
        <Button type="submit" look="accent" busy={keep.isPending}>
          Keep it
        </Button>
        <Button onClick={done}>Back</Button>
      </div>
    </form>
  );
}

export function Crew({ projectId, cast, close }: { projectId: string; cast: readonly string[]; close: () => void }) {
  const remove = useDeleteCrewMember();
  return (
    <Listing<CrewMember>
      title="Crew and cast"
      of={useCrew(projectId, true)}
      lineOf={(each) =>
        `${departmentOf(each.department)}: ${each.role}${each.member ? `, told as ${each.member.name}` : ''}`
      }
      none="Nobody yet. Of the cast, the role is the character; whoever is a member of the studio is told when a call sheet calls them."
      add="Add somebody"
      form={(of, done) => <CrewForm projectId={projectId} of={of} cast={cast} done={done} />}
      remove={remove.mutate}
      close={close}
    />
  );
}

function CrewForm({
  projectId,
  of,
  cast,
  done,
}: {
  projectId: string;
  of: CrewMember | undefined;
  cast: readonly string[];
  done: () => void;
}) {
  const keep = useKeepCrewMember(projectId);
  const members = useMembers().data?.pages.flatMap((page) => page.items) ?? [];
  const [said, setSaid] = useState<CrewMemberEdit>(() => ({
    name: of?.name ?? '',
    department: of?.department ?? 'production',
    role: of?.role ?? '',
    contact: of?.contact ?? null,
    call_offset: of?.call_offset ?? 0,
    member_id: of?.member?.id ?? null,
  }));
  const set = (more: Partial<CrewMemberEdit>) => setSaid({ ...said, ...more });
  const save = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate({ of, body: said }, { onSuccess: done });
  };
  return (
    <form onSubmit={save} className="flex flex-col gap-3">
      <Field
        label="Name of the person"
        required
        maxLength={200}
        value={said.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Select
        label="Department"
        value={said.department}
        onChange={(event) => set({ department: event.target.value as Department })}
      >
        {DEPARTMENTS.map((name) => (
          <option key={name} value={name}>
            {departmentOf(name)}
          </option>
        ))}
      </Select>
      <Field
        label={said.department === 'cast' ? 'Character' : 'Role'}
        required
        maxLength={200}
        list="characters"
        value={said.role}
        onChange={(event) => set({ role: event.target.value })}
      />
      <datalist id="characters">
        {said.department === 'cast' && cast.map((each) => <option key={each} value={each} />)}
      </datalist>
      <Field
        label="Contact"
        maxLength={200}
        hint="Printed only where a day’s sheet says so"
        value={said.contact ?? ''}
        onChange={(event) => set({ contact: event.target.value || null })}
      />
      {said.department !== 'cast' && (
        <Field
          label="Minutes after the crew call"
          type="number"
          required
          min={-480}
          max={960}
          hint="Before it: below zero"
          value={said.call_offset ?? 0}
          onChange={(event) => set({ call_offset: Number(event.target.value) })}
        />
      )}
      <Select
        label="Member of the studio"
        hint="Who is told when they are called, and says that they have seen it"
        value={said.member_id ?? ''}
        onChange={(event) => set({ member_id: event.target.value || null })}
      >
        <option value="">Nobody</option>
        {members.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </Select>
      <div className="flex gap-2">
        <Button type="submit" look="accent" busy={keep.isPending}>
          Keep it
        </Button>
        <Button onClick={done}>Back</Button>
      </div>
    </form>
  );
}
