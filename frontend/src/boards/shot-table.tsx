'use client';
/** The shot list. Its rows are of one height, and only those near the window are there. */

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import Link from 'next/link';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { type Command, useCommands } from '@/components/commands';
import { type Board, saidIn, stateOf } from './boards';
import { useFocus } from './focus';

const ROW = 37;
/** On a phone the line is seen without scrolling far: what is told by the picture too is left out there. */
const WIDE = 'max-sm:hidden';
const COLUMNS: readonly (readonly [name: string, width: string])[] = [
  ['Shot', 'w-16'],
  ['Scene', 'w-20'],
  ['Size', 'w-20'],
  ['Angle', `w-20 ${WIDE}`],
  ['Move', `w-24 ${WIDE}`],
  ['Who', 'w-36'],
  ['Line or action', ''],
  ['Seconds', 'w-24'],
  ['To next', `w-28 ${WIDE}`],
  ['State', 'w-40'],
];

export function ShotTable({ boards, linkOf }: { boards: readonly Board[]; linkOf: (board: Board) => string }) {
  const whole = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (whole.current) setTop(Math.round(whole.current.getBoundingClientRect().top + window.scrollY));
  }, []);
  const virtual = useWindowVirtualizer({
    count: boards.length,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: top,
    // Below the bar at the top of the page, above the rooms at the bottom of a narrow one.
    scrollPaddingStart: 72,
    scrollPaddingEnd: 72,
  });
  const go = useFocus(boards, (board) => boards.indexOf(board), virtual.scrollToIndex, whole);
  const commands: Command[] = [
    { id: 'row-on', title: 'Next shot', keys: ['ArrowDown', 'n'], run: () => go(1) },
    { id: 'row-back', title: 'Shot before', keys: ['ArrowUp', 'p'], run: () => go(-1) },
    { id: 'row-first', title: 'First shot', keys: ['Home'], run: () => go(-boards.length) },
    { id: 'row-last', title: 'Last shot', keys: ['End'], run: () => go(boards.length) },
  ].map((each) => ({ ...each, group: 'Boards' }));
  useCommands(commands);
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section aria-label="Shot list" tabIndex={0} className="relative overflow-x-auto rounded-lg border border-line">
      <table
        className="w-full min-w-[70rem] table-fixed max-sm:min-w-[48rem] text-sm"
        aria-rowcount={boards.length + 1}
      >
        <caption className="sr-only">Shot list</caption>
        <colgroup>
          {COLUMNS.map(([name, width]) => (
            <col key={name} className={width} />
          ))}
        </colgroup>
        <thead className="bg-sunk text-quiet">
          <tr aria-rowindex={1}>
            {COLUMNS.map(([name, width]) => (
              <th key={name} scope="col" className={`truncate px-3 py-2 text-left font-medium ${width}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={whole}>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {items.map((item) => {
            const board = boards[item.index];
            return board ? <Row key={board.index} board={board} index={item.index} href={linkOf(board)} /> : null;
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
}

/** Drawn once, however often the rows around it come and go. */
const Row = memo(function Row({ board, index, href }: { board: Board; index: number; href: string }) {
  const said = saidIn(board);
  const state = stateOf(board);
  return (
    <tr aria-rowindex={index + 2} className="border-t border-line" style={{ height: ROW }}>
      <td className="px-3">
        <Link
          href={href}
          prefetch={false}
          data-board={board.index}
          className="text-link underline"
          aria-label={`Shot ${board.index + 1}`}
        >
          {board.index + 1}
        </Link>
      </td>
      <td className="truncate px-3">{board.sceneNumber}</td>
      <td className="truncate px-3">{board.size ?? 'Card'}</td>
      <td className={`truncate px-3 ${WIDE}`}>{board.angle ?? '–'}</td>
      <td className={`truncate px-3 ${WIDE}`}>{board.move ?? '–'}</td>
      <td className="truncate px-3" title={board.subjects.join(', ')}>
        <bdi>{board.subjects.join(', ') || '–'}</bdi>
      </td>
      <td className="truncate px-3" title={`${said.who} ${said.text}`.trim()}>
        {said.who && (
          <>
            <bdi className="font-medium">{said.who}</bdi>{' '}
          </>
        )}
        <bdi>{said.text || '–'}</bdi>
      </td>
      <td className="px-3">{board.length.toFixed(2)}</td>
      <td className={`truncate px-3 ${WIDE}`}>{board.transition}</td>
      <td className={`truncate px-3 ${state === 'failed' ? 'text-bad' : ''}`}>
        {state}
        {board.made?.renderer && <span className="text-quiet"> · {board.made.renderer}</span>}
      </td>
    </tr>
  );
});
