'use client';
/** Boards by scene. Only the rows near the window are there, so a thousand shots scroll like fifty. */

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Command, useCommands } from '@/components/commands';
import { countOf, durationOf } from '@/components/words';
import { type Board, rowsOf } from './boards';
import { BoardCard, CAPTION_HEIGHT } from './card';
import { useFocus } from './focus';

const GAP = 12;
const HEADING_HEIGHT = 48;

export function Grid({
  boards,
  cardWidth,
  linkOf,
  onGone,
}: {
  boards: readonly Board[];
  cardWidth: number;
  linkOf: (board: Board) => string;
  onGone: () => void;
}) {
  const whole = useRef<HTMLDivElement>(null);
  const { width, top } = usePlace(whole);
  const columns = Math.max(1, Math.floor((width + GAP) / (cardWidth + GAP)));
  const rows = useMemo(() => rowsOf(boards, columns), [boards, columns]);
  const height = Math.round((((width + GAP) / columns - GAP) * 9) / 16) + CAPTION_HEIGHT + 2 + GAP;
  const virtual = useWindowVirtualizer({
    count: width > 0 ? rows.length : 0,
    estimateSize: (index) => (rows[index]?.kind === 'scene' ? HEADING_HEIGHT : height),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 3,
    scrollMargin: top,
    // Below the bar at the top of the page.
    scrollPaddingStart: 64,
    scrollPaddingEnd: 64,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns have other heights
  useEffect(() => virtual.measure(), [virtual, height]);
  const rowOf = (board: Board) => rows.findIndex((row) => row.kind === 'shots' && row.boards.includes(board));
  const go = useFocus(boards, rowOf, virtual.scrollToIndex, whole);
  const commands: Command[] = [
    { id: 'board-on', title: 'Next shot', keys: ['ArrowRight', 'n'], run: () => go(1) },
    { id: 'board-back', title: 'Shot before', keys: ['ArrowLeft', 'p'], run: () => go(-1) },
    { id: 'board-down', title: 'Shot below', keys: ['ArrowDown'], run: () => go(columns) },
    { id: 'board-up', title: 'Shot above', keys: ['ArrowUp'], run: () => go(-columns) },
  ].map((each) => ({ ...each, group: 'Boards' }));
  useCommands(commands);
  return (
    <div ref={whole} className="relative" style={{ height: virtual.getTotalSize() }} data-testid="grid">
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (!row) return null;
        const style = { transform: `translateY(${item.start - virtual.options.scrollMargin}px)` };
        if (row.kind === 'scene') {
          return (
            <h2 key={item.key} className="absolute inset-x-0 top-0 flex h-12 items-end gap-3 pb-2" style={style}>
              <span className="min-w-0 truncate font-script">
                {row.number} <bdi>{row.heading ?? ''}</bdi>
              </span>
              <span className="shrink-0 text-sm text-quiet">
                {countOf(row.shots, 'shot')} · {durationOf(row.seconds)}
              </span>
            </h2>
          );
        }
        return (
          <div
            key={item.key}
            className="absolute inset-x-0 top-0 grid"
            style={{ ...style, gap: GAP, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {row.boards.map((board) => (
              <BoardCard key={board.index} board={board} href={linkOf(board)} onGone={onGone} />
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** Its width, and how far down the page it begins. */
function usePlace(of: React.RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useEffect(() => {
    const element = of.current;
    if (!element) return;
    const look = () => {
      const box = element.getBoundingClientRect();
      const next = { width: Math.floor(box.width), top: Math.round(box.top + window.scrollY) };
      setPlace((before) => (before.width === next.width && before.top === next.top ? before : next));
    };
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [of]);
  return place;
}
