'use client';
/** The stripboard: strips by day, moved by drag or by keys. Only the rows near the window are there. */

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { Lock } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Change, Scenario } from '@/api/schedule-queries';
import { Button } from '@/components/button';
import { countOf } from '@/components/words';
import { colourOf, dateOf, moveBefore, pagesOf, placeOf, type Row, rowsOf, sideOf } from './strips';

const HEIGHTS: Record<Row['kind'], number> = {
  strip: 46,
  banner: 34,
  break: 38,
  'new day': 38,
  boneyard: 48,
};

/** What was picked up, and the row before which it would be put down. */
type Held = { scenes: readonly number[]; at: number };

export function Board({
  scenario,
  mayWrite,
  change,
  selected,
  select,
  focusOn,
}: {
  scenario: Scenario;
  mayWrite: boolean;
  change: (change: Change) => void;
  selected: ReadonlySet<number>;
  select: (scenes: ReadonlySet<number>) => void;
  /** A scene to go to, with a number that tells one wish from the next. */
  focusOn: { scene: number; wish: number } | null;
}) {
  const whole = useRef<HTMLUListElement>(null);
  const top = useTop(whole);
  const rows = useMemo(() => rowsOf(scenario), [scenario]);
  const numbers = useMemo(() => new Map(scenario.cast.map((name, index) => [name, index + 1])), [scenario.cast]);
  const [held, setHeld] = useState<Held | null>(null);
  const [said, setSaid] = useState('');
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? 'strip'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: 72,
    scrollPaddingEnd: 72,
  });
  const focus = useFocus(rows, virtual.scrollToIndex, whole);
  const wish = focusOn?.wish;
  // biome-ignore lint/correctness/useExhaustiveDependencies: gone to once for each wish
  useEffect(() => {
    if (focusOn) focus(focusOn.scene);
  }, [wish]);

  const drop = (scenes: readonly number[], at: number) => {
    setHeld(null);
    setSaid(`Put down. ${placeOf(rows, at)}.`);
    change({ kind: 'edit', edit: moveBefore(rows, scenes, at) });
    if (scenes[0] !== undefined) focus(scenes[0]);
  };
  const pickUp = (index: number, scene: number) => {
    const scenes = selected.has(scene) ? inOrder(rows, selected) : [scene];
    setHeld({ scenes, at: index });
    setSaid(
      `${countOf(scenes.length, 'strip')} picked up. Arrow keys choose a place, Space puts down, Escape lets it be.`,
    );
  };
  const aim = (by: number) => {
    if (!held) return;
    const moving = new Set(held.scenes);
    let at = held.at + by;
    for (let row = rows[at]; row?.kind === 'strip' && moving.has(row.scene.index); row = rows[at]) at += by;
    at = Math.min(rows.length, Math.max(0, at));
    setHeld({ ...held, at });
    setSaid(placeOf(rows, at));
    virtual.scrollToIndex(Math.min(at, rows.length - 1));
  };
  /** One place up or down at once, over the end of a day too. */
  const nudge = (index: number, scene: number, by: number) => {
    let at = by < 0 ? index - 1 : index + 2;
    if (by < 0 && rows[at]?.kind === 'boneyard') at -= 2;
    if (at >= 0 && at <= rows.length) drop([scene], at);
  };
  const press = (event: KeyboardEvent, index: number, scene: number) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (event.key === ' ' && mayWrite) held ? drop(held.scenes, held.at) : pickUp(index, scene);
    else if (event.key === 'Enter' && held) drop(held.scenes, held.at);
    else if (event.key === 'Escape' && held) {
      setHeld(null);
      setSaid('Left where it was.');
    } else if (by && event.altKey && mayWrite) nudge(index, scene, by);
    else if (by && held) aim(by);
    else if (by) focus(neighbour(rows, index, by));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const over = (event: DragEvent, index: number) => {
    if (!held) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    const row = rows[index];
    const below = row?.kind !== 'break' && row?.kind !== 'new day' && event.clientY > box.top + box.height / 2;
    const at = below || row?.kind === 'boneyard' ? index + 1 : index;
    if (at !== held.at) setHeld({ ...held, at });
  };
  return (
    <>
      <ul
        ref={whole}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
        data-testid="stripboard"
        aria-label="Stripboard"
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              className="absolute inset-x-0 top-0"
              style={{ height: item.size, transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
              onDragOver={(event) => over(event, item.index)}
              onDrop={(event) => {
                event.preventDefault();
                if (held) drop(held.scenes, held.at);
              }}
            >
              {held?.at === item.index && <Target />}
              {row.kind === 'strip' ? (
                <Strip
                  row={row}
                  numbers={numbers}
                  isSelected={selected.has(row.scene.index)}
                  isHeld={held?.scenes.includes(row.scene.index) ?? false}
                  mayWrite={mayWrite}
                  onSelect={(more) => select(toggled(selected, row.scene.index, more))}
                  onPress={(event) => press(event, item.index, row.scene.index)}
                  onDragStart={() => pickUp(item.index, row.scene.index)}
                  onDragEnd={() => setHeld(null)}
                />
              ) : (
                <Line row={row} scenario={scenario} mayWrite={mayWrite} change={change} />
              )}
              {held?.at === rows.length && item.index === rows.length - 1 && <Target below />}
            </li>
          );
        })}
      </ul>
      <p role="status" aria-live="assertive" className="sr-only" data-testid="said">
        {said}
      </p>
    </>
  );
}

function Target({ below }: { below?: boolean }) {
  return (
    <div
      aria-hidden
      data-testid="target"
      className={`pointer-events-none absolute inset-x-0 z-10 h-1 bg-accent ${below ? '-bottom-0.5' : '-top-0.5'}`}
    />
  );
}

function Strip({
  row,
  numbers,
  isSelected,
  isHeld,
  mayWrite,
  onSelect,
  onPress,
  onDragStart,
  onDragEnd,
}: {
  row: Extract<Row, { kind: 'strip' }>;
  numbers: ReadonlyMap<string, number>;
  isSelected: boolean;
  isHeld: boolean;
  mayWrite: boolean;
  onSelect: (more: boolean) => void;
  onPress: (event: KeyboardEvent) => void;
  onDragStart: () => void;
  onDragEnd: () => void;
}) {
  const { scene } = row;
  const cast = scene.cast
    .map((name) => numbers.get(name) ?? 0)
    .sort((a, b) => a - b)
    .join(' ');
  return (
    <button
      type="button"
      data-scene={scene.index}
      aria-pressed={isSelected}
      aria-keyshortcuts="Space Alt+ArrowUp Alt+ArrowDown"
      draggable={mayWrite && !row.locked}
      onClick={(event) => onSelect(event.shiftKey || event.ctrlKey || event.metaKey)}
      onKeyDown={onPress}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', scene.number);
        event.dataTransfer.effectAllowed = 'move';
        // Afterwards: what changes the page while a drag begins ends it.
        setTimeout(onDragStart);
      }}
      onDragEnd={onDragEnd}
      style={{ background: `var(--strip-${colourOf(scene)})`, color: 'var(--strip-ink)' }}
      className={`grid h-[calc(100%-2px)] w-full grid-cols-[3.5rem_minmax(0,1fr)_auto] items-center gap-x-3 rounded-lg border-2 px-2 text-left text-sm ${
        isSelected ? 'border-accent ring-2 ring-accent' : 'border-transparent'
      } ${isHeld ? 'opacity-50' : ''} ${mayWrite ? 'cursor-grab!' : ''}`}
    >
      <span className="font-script font-bold">
        {scene.number}
        {row.locked && <Lock aria-label="locked" className="ml-1 inline size-3" />}
      </span>
      <span className="min-w-0 leading-tight">
        <span className="block truncate font-medium">
          <bdi>{scene.location ?? scene.heading ?? 'Without a heading'}</bdi>
        </span>
        <span className="block truncate text-xs uppercase">
          {sideOf(scene)} {scene.time_of_day}
          {cast && <span className="normal-case"> · cast {cast}</span>}
        </span>
      </span>
      <span className="whitespace-nowrap">{pagesOf(scene.eighths)}</span>
    </button>
  );
}

function Line({
  row,
  scenario,
  mayWrite,
  change,
}: {
  row: Exclude<Row, { kind: 'strip' }>;
  scenario: Scenario;
  mayWrite: boolean;
  change: (change: Change) => void;
}) {
  const small = 'min-h-7! px-2! py-0! text-xs';
  switch (row.kind) {
    case 'banner':
      return (
        <p className="flex h-[calc(100%-2px)] items-center justify-between rounded-lg bg-[#8a4b14] px-2 text-sm font-medium text-white">
          <bdi className="truncate">{row.text}</bdi>
          {mayWrite && (
            <Button
              className={small}
              onClick={() =>
                change({ kind: 'edit', edit: { edit: 'remove_banner', day: row.day, position: row.position } })
              }
            >
              Remove<span className="sr-only"> banner {row.text}</span>
            </Button>
          )}
        </p>
      );
    case 'break': {
      const isLast = row.day + 1 >= scenario.board.days.length;
      return (
        <div className="flex h-[calc(100%-2px)] items-center justify-between gap-2 rounded-lg border border-line bg-black px-2 text-sm text-white">
          <span className="truncate">
            <b>END OF DAY {row.day + 1}</b> — {dateOf(row.date)} — {pagesOf(row.eighths)} pages
          </span>
          {mayWrite && (
            <span className="flex shrink-0 items-center gap-1 max-sm:hidden">
              <input
                type="date"
                aria-label={`Date of day ${row.day + 1}`}
                value={row.date}
                min="1970-01-01"
                max="2199-12-31"
                onChange={(event) =>
                  change({ kind: 'edit', edit: { edit: 'date', day: row.day, date: event.target.value || null } })
                }
                className="h-7 rounded-lg border border-edge bg-black px-1 text-xs text-white [color-scheme:dark]"
              />
              {!isLast && (
                <Button
                  className={`${small} bg-black! text-white!`}
                  onClick={() => change({ kind: 'edit', edit: { edit: 'join', day: row.day } })}
                >
                  Join<span className="sr-only"> day {row.day + 1} with the next</span>
                </Button>
              )}
            </span>
          )}
        </div>
      );
    }
    case 'new day':
      return (
        <p className="flex h-[calc(100%-2px)] items-center rounded-lg border border-dashed border-edge px-2 text-sm text-quiet">
          A new day: put strips here
        </p>
      );
    case 'boneyard':
      return (
        <h2 className="flex h-full items-end gap-2 pb-1 font-semibold">
          Boneyard <span className="text-sm font-normal text-quiet">{countOf(row.count, 'strip')} in no day</span>
        </h2>
      );
    default:
      return null;
  }
}

function toggled(selected: ReadonlySet<number>, scene: number, more: boolean): Set<number> {
  if (!more) return selected.size === 1 && selected.has(scene) ? new Set() : new Set([scene]);
  const next = new Set(selected);
  if (!next.delete(scene)) next.add(scene);
  return next;
}

const inOrder = (rows: readonly Row[], scenes: ReadonlySet<number>) =>
  rows.flatMap((row) => (row.kind === 'strip' && scenes.has(row.scene.index) ? [row.scene.index] : []));

function neighbour(rows: readonly Row[], index: number, by: number): number | null {
  for (let at = index + by; rows[at]; at += by) {
    const row = rows[at];
    if (row?.kind === 'strip') return row.scene.index;
  }
  return null;
}

/** How far down the page it begins. */
function useTop(of: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const element = of.current;
    if (!element) return;
    const look = () => setTop(Math.round(element.getBoundingClientRect().top + window.scrollY));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [of]);
  return top;
}

/** Give a scene's strip the focus; one that is not drawn yet is scrolled to first. */
function useFocus(rows: readonly Row[], scrollTo: (index: number) => void, whole: React.RefObject<HTMLElement | null>) {
  const wanted = useRef<number | null>(null);
  const until = useRef(0);
  useEffect(() => {
    if (wanted.current === null) return;
    // Where a strip goes while it is moved it is drawn anew, and loses the focus: it is given back for a moment.
    if (performance.now() > until.current) {
      wanted.current = null;
      return;
    }
    const element = whole.current?.querySelector<HTMLElement>(`[data-scene="${wanted.current}"]`);
    if (element && document.activeElement !== element) element.focus({ preventScroll: true });
  });
  return (scene: number | null) => {
    if (scene === null) return;
    wanted.current = scene;
    until.current = performance.now() + 1_500;
    scrollTo(rows.findIndex((row) => row.kind === 'strip' && row.scene.index === scene));
    whole.current?.querySelector<HTMLElement>(`[data-scene="${scene}"]`)?.focus({ preventScroll: true });
  };
}
