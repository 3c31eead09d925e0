'use client';
/** A call sheet as it is printed, on white whatever the studio's colours are: what follows from other times stands in
 * italics, what nobody has said is a marked blank. */

import { Fragment, type ReactNode } from 'react';
import type { Sheet, SheetTime } from '@/api/callsheet-queries';
import { clockAt, dayOf, departmentOf, timeOf } from './words';

const CELL = 'px-1.5 py-1 text-left align-top';
const HEAD = `${CELL} text-xs font-semibold text-neutral-600`;

export function Paper({ sheet, changes = [] }: { sheet: Sheet; changes?: readonly string[] }) {
  return (
    <article
      aria-label={`Call sheet of day ${sheet.day}`}
      className="flex min-w-[44rem] flex-col gap-4 rounded-sm border border-neutral-300 bg-white p-6 text-sm text-black shadow-lg"
    >
      <Head sheet={sheet} />
      <Band sheet={sheet} />
      {sheet.forced.length > 0 && (
        <section aria-label="Forced calls" className="border-2 border-red-700 p-2 text-red-800">
          <h3 className="font-bold">FORCED CALLS</h3>
          <ul className="list-disc pl-5">
            {sheet.forced.map((each) => (
              <li key={each.words}>{each.words}</li>
            ))}
          </ul>
        </section>
      )}
      <Scenes sheet={sheet} />
      <Cast sheet={sheet} />
      {sheet.background.length > 0 && (
        <Part title="Background and stand-ins">
          <ul>
            {sheet.background.map((each) => (
              <li key={`${each.who} ${each.call.at}`}>
                {each.count} {each.who}, {timeOf(each.call, sheet)}
                {each.report_to && `, report to ${each.report_to}`}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {sheet.requirements.length > 0 && <Notes title="Special requirements" notes={sheet.requirements} />}
      {sheet.advance && (
        <Part title={`Advance: day ${sheet.advance.number} of ${sheet.days}, ${dayOf(sheet.advance.date)}`}>
          <ul>
            {sheet.advance.scenes.map((each) => (
              <li key={each.scene}>
                <b>{each.scene}</b> {each.side} {each.set}, {each.time_of_day.toUpperCase()}, {each.pages}
                {each.cast.length > 0 && ` (${each.cast.join(', ')})`}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Crew sheet={sheet} />
      {sheet.notes.length > 0 && <Notes title="Notes by department" notes={sheet.notes} />}
      {changes.length > 0 && (
        <Part title="Changed since the version before">
          <ul className="list-disc pl-5">
            {changes.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Part>
      )}
      <p className="text-xs text-neutral-600">
        <i>In italics: what follows from other times.</i> Script: {sheet.script}. Schedule: {sheet.schedule}.
      </p>
    </article>
  );
}

function Head({ sheet }: { sheet: Sheet }) {
  const others = [
    ['Shooting call', sheet.shooting_call],
    ['Lunch', sheet.lunch],
    ['Estimated wrap', sheet.wrap],
  ] as const;
  return (
    <header className="grid grid-cols-[1fr_auto_1fr] items-center gap-4 border-b-2 border-black pb-3">
      <div>
        <p className="text-base font-bold break-words">{sheet.title}</p>
        <p>{sheet.company}</p>
        <p className="font-semibold">
          Day {sheet.day} of {sheet.days}
        </p>
        <p>{dayOf(sheet.date)}</p>
        {sheet.closed_set && <p className="font-bold">CLOSED SET</p>}
      </div>
      <div className="border-2 border-black px-6 py-2 text-center">
        <p className="text-xs font-bold">CREW CALL</p>
        <p className="text-4xl font-bold tabular-nums">{timeOf(sheet.crew_call, sheet)}</p>
      </div>
      <dl className="justify-self-end">
        {others.map(([name, time]) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-xs text-neutral-600">{name}</dt>
            <dd className="tabular-nums">
              <Time time={time} sheet={sheet} />
            </dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

function Band({ sheet }: { sheet: Sheet }) {
  const { base, sun } = sheet;
  const light = sun && [
    ...(sun.rises ? [`rises ${clockAt(sun.rises, sheet)}`] : []),
    ...(sun.sets ? [`sets ${clockAt(sun.sets, sheet)}`] : []),
    ...(sun.words ? [sun.words] : []),
  ];
  const cells: readonly (readonly [string, string | null])[] = [
    ['Base', base && [base.name, base.address].filter(Boolean).join('\n')],
    ['Parking', base?.parking ?? null],
    ['Nearest hospital', sheet.hospital],
    ['Weather', sheet.weather],
    ['Sunrise and sunset', light ? light.join(' · ') : null],
  ];
  return (
    <dl className="grid grid-cols-3 border border-neutral-400 [&>div]:border [&>div]:border-neutral-300 [&>div]:p-2">
      {cells.map(([name, words]) => (
        <div key={name}>
          <dt className="text-xs text-neutral-600">{name}</dt>
          <dd className="break-words whitespace-pre-line">{words ?? <Blank />}</dd>
        </div>
      ))}
    </dl>
  );
}

function Scenes({ sheet }: { sheet: Sheet }) {
  return (
    <Part title="Scenes, in the order of shooting">
      <table className="w-full">
        <thead>
          <tr>
            {['Scene', 'I/E', 'Set and description', 'D/N', 'Cast', 'Pages', 'Starts', 'Location'].map((name) => (
              <th key={name} scope="col" className={HEAD}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-neutral-300">
          {sheet.scenes.map((each) => (
            <tr key={each.scene}>
              <td className={`${CELL} font-bold`}>{each.scene}</td>
              <td className={CELL}>{each.side}</td>
              <td className={CELL}>
                <b className="break-words">{each.set}</b>
                {each.description && <span className="block text-xs">{each.description}</span>}
              </td>
              <td className={CELL}>{each.time_of_day.toUpperCase()}</td>
              <td className={CELL}>{each.cast.join(', ')}</td>
              <td className={`${CELL} font-bold whitespace-nowrap`}>{each.pages}</td>
              <td className={`${CELL} italic tabular-nums`}>{clockAt(each.starts, sheet)}</td>
              <td className={CELL}>{each.place ?? <Blank />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-right text-xs">
        Total pages <b>{sheet.pages}</b>
      </p>
    </Part>
  );
}

function Cast({ sheet }: { sheet: Sheet }) {
  return (
    <Part title="Cast">
      <table className="w-full">
        <thead>
          <tr>
            {['#', 'Artist', 'Character', 'Status', 'Pick-up', 'Make-up', 'On set', 'Remarks'].map((name) => (
              <th key={name} scope="col" className={HEAD}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-neutral-300">
          {sheet.cast.map((each) => (
            <tr key={each.number}>
              <td className={`${CELL} font-bold`}>{each.number}</td>
              <td className={`${CELL} break-words`}>{each.artist ?? <Blank />}</td>
              <td className={`${CELL} break-words`}>{each.character}</td>
              <td className={CELL}>{each.status}</td>
              {[each.pickup, each.call, each.on_set].map((time, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they are the columns
                <td key={index} className={`${CELL} tabular-nums`}>
                  <Time time={time} sheet={sheet} />
                </td>
              ))}
              <td className={CELL}>{each.remarks}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Crew({ sheet }: { sheet: Sheet }) {
  return (
    <Part title="Crew">
      {sheet.crew.length === 0 ? (
        <Blank />
      ) : (
        <dl className="columns-2 gap-6">
          {sheet.crew.map((each, index) => (
            <Fragment key={each.crew_member_id}>
              {each.department !== sheet.crew[index - 1]?.department && (
                <dt className="mt-1 break-after-avoid text-xs font-bold uppercase">{departmentOf(each.department)}</dt>
              )}
              <dd className="flex break-inside-avoid justify-between gap-2 border-b border-neutral-300">
                <span className="min-w-0 break-words">
                  {each.role}: {each.name}
                  {each.contact && <span className="block text-xs">{each.contact}</span>}
                </span>
                <span className="tabular-nums">
                  <Time time={each.call} sheet={sheet} />
                </span>
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </Part>
  );
}

function Notes({ title, notes }: { title: string; notes: Sheet['notes'] }) {
  return (
    <Part title={title}>
      {notes.map((each) => (
        <p key={`${each.department} ${each.text}`} className="whitespace-pre-line">
          <b>{departmentOf(each.department)}:</b> {each.text}
        </p>
      ))}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 bg-neutral-200 px-2 py-0.5 font-bold">{title}</h3>
      {children}
    </section>
  );
}

function Time({ time, sheet }: { time: SheetTime | null; sheet: Sheet }) {
  const clock = timeOf(time, sheet);
  return time?.derived ? <i title="Follows from other times">{clock}</i> : <b>{clock}</b>;
}

function Blank() {
  return (
    <span className="border border-dashed border-neutral-500 px-1 text-xs text-neutral-600 italic">
      to be filled in
    </span>
  );
}
