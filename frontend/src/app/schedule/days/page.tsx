'use client';
import { Download } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { csvOf, type Scenario, useDaysOutOfDays, useScenario, useScenarios } from '@/api/schedule-queries';
import { Button, buttonClass } from '@/components/button';
import { NothingHere } from '@/components/nothing-here';
import { saveFile } from '@/components/save-file';
import { Empty, Shown, Skeleton } from '@/components/states';
import { PrintPaper } from '@/papers/button';
import { dateOf } from '@/schedule/strips';

export default function Page() {
  return (
    <Suspense fallback={<Skeleton rows={8} />}>
      <Days />
    </Suspense>
  );
}

function Days() {
  const query = useSearchParams();
  const projectId = query.get('id') ?? '';
  const scenarios = useScenarios(projectId);
  const first = (scenarios.data?.find((each) => each.locked) ?? scenarios.data?.[0])?.id;
  const id = query.get('v') ?? first ?? '';
  const scenario = useScenario(id);
  const back = (
    <Link href={`/schedule/?id=${projectId}`} className={buttonClass()}>
      To the stripboard
    </Link>
  );
  if (scenario.error && !scenario.data) {
    return <NothingHere error={scenario.error} what="schedule" retry={() => void scenario.refetch()} />;
  }
  if (!id && scenarios.data) return <Empty action={back}>There is no schedule yet.</Empty>;
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h1 className="text-2xl font-semibold">Day-out-of-days</h1>
        {back}
      </div>
      <Shown of={scenario} waiting={<Skeleton rows={8} />}>
        {(found) => <Documents scenario={found} />}
      </Shown>
    </div>
  );
}

function Documents({ scenario }: { scenario: Scenario }) {
  const documents = useDaysOutOfDays(scenario);
  return (
    <Shown of={documents} waiting={<Skeleton rows={8} />}>
      {({ days, lines }) => (
        <>
          <section aria-label="Day-out-of-days" className="flex flex-col gap-2">
            <Save scenario={scenario} document="days" name="day-out-of-days.csv" />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
            <section aria-label="Who works when" tabIndex={0} className="overflow-x-auto rounded-lg border border-line">
              <table className="text-sm">
                <caption className="sr-only">Day-out-of-days</caption>
                <thead className="bg-sunk text-quiet">
                  <tr>
                    <th scope="col" className="px-2 py-1 text-right font-medium">
                      No.
                    </th>
                    <th scope="col" className="px-2 py-1 text-left font-medium">
                      Character
                    </th>
                    {days.dates.map((date, day) => (
                      <th
                        key={date}
                        scope="col"
                        className={`px-1 py-1 text-center text-xs font-medium ${isNewWeek(days.dates, day) ? 'border-l-2 border-edge' : ''}`}
                      >
                        {weekdayOf(date)}
                        <br />
                        {Number(date.slice(5, 7))}/{Number(date.slice(8))}
                        <br />
                        {day + 1}
                      </th>
                    ))}
                    {['Work', 'Hold', 'Drop', 'Total'].map((name) => (
                      <th key={name} scope="col" className="px-2 py-1 text-right font-medium">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {days.people.map((person) => (
                    <tr key={person.number} className="border-t border-line">
                      <td className="px-2 py-1 text-right">{person.number}</td>
                      <th scope="row" className="px-2 py-1 text-left font-medium whitespace-nowrap">
                        <bdi>{person.name}</bdi>
                      </th>
                      {person.codes.map((code, day) => (
                        <td
                          key={days.dates[day]}
                          className={`min-w-10 border-l px-1 py-1 text-center ${isNewWeek(days.dates, day) ? 'border-l-2 border-edge' : 'border-line'} ${lookOf(code)}`}
                        >
                          {code}
                        </td>
                      ))}
                      {[person.work, person.hold, person.drop, person.span].map((count, index) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: four columns, always in this order
                        <td key={index} className="border-l border-line px-2 py-1 text-right">
                          {count}
                        </td>
                      ))}
                    </tr>
                  ))}
                  <tr className="border-t border-line bg-sunk">
                    <td />
                    <th scope="row" className="px-2 py-1 text-left font-medium">
                      Working
                    </th>
                    {days.working.map((count, day) => (
                      <td key={days.dates[day]} className="px-1 py-1 text-center">
                        {count}
                      </td>
                    ))}
                    <td colSpan={4} />
                  </tr>
                </tbody>
              </table>
            </section>
            <p className="text-sm text-quiet">
              S start, W work, F finish, H hold, WD dropped after work, D dropped, PW picked up again.
            </p>
          </section>
          <section aria-labelledby="one-line" className="flex flex-col gap-2">
            <h2 id="one-line" className="text-xl font-semibold">
              One-line schedule
            </h2>
            <Save scenario={scenario} document="lines" name="one-line-schedule.csv" />
            {lines.days.map((day) => (
              <div key={day.number} className="overflow-hidden rounded-lg border border-line">
                <h3 className="bg-sunk px-3 py-1.5 text-sm font-semibold">
                  Day {day.number} of {lines.days.length} · {dateOf(day.date)}
                </h3>
                <ul className="divide-y divide-line text-sm">
                  {day.scenes.map((line) => (
                    <li
                      key={line.scene}
                      className="grid grid-cols-[3rem_4.5rem_minmax(0,1fr)_auto] gap-2 px-3 py-1 sm:grid-cols-[3rem_4.5rem_minmax(0,1fr)_4rem_6rem_3rem]"
                    >
                      <span className="font-script">{line.scene}</span>
                      <span>{line.side}</span>
                      <bdi className="truncate">{line.set}</bdi>
                      <span className="uppercase">{line.time_of_day}</span>
                      <span className="max-sm:hidden">{line.cast.join(' ')}</span>
                      <span className="text-right max-sm:hidden">{line.pages}</span>
                    </li>
                  ))}
                </ul>
                <p className="bg-black px-3 py-1 text-sm text-white">
                  END OF DAY {day.number} — {day.pages} pages
                </p>
              </div>
            ))}
          </section>
        </>
      )}
    </Shown>
  );
}

function Save({ scenario, document, name }: { scenario: Scenario; document: 'days' | 'lines'; name: string }) {
  const save = async () => saveFile(new Blob([await csvOf(scenario.id, document)], { type: 'text/csv' }), name);
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => void save()}>
        <Download aria-hidden className="size-4" />
        CSV
      </Button>
      <PrintPaper
        of="scenario"
        id={scenario.id}
        first={document === 'days' ? 'day_out_of_days' : 'one_line_schedule'}
      />
    </div>
  );
}

const weekdayOf = (date: string) =>
  new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** Whether a week ended between a day and the one before it. */
function isNewWeek(dates: readonly string[], day: number): boolean {
  const week = (date: string | undefined) => Math.floor((Date.parse(`${date}T00:00:00Z`) / 86_400_000 + 3) / 7);
  return day > 0 && week(dates[day]) !== week(dates[day - 1]);
}

/** Work is dark and hold grey, as it is printed. */
function lookOf(code: string): string {
  if (code.includes('W')) return 'bg-ink font-medium text-ground';
  if (code === 'H') return 'bg-hover';
  return '';
}
