'use client';
import { useEffect, useRef } from 'react';
import type { SheetHeader } from '@/api/breakdown-queries';
import { Select } from '@/components/select';
import { eighthsOf } from '@/components/words';

type Of = { scenes: readonly SheetHeader[]; here: number; show: (scene: number) => void };

/** The scenes with their lengths and story days: a list beside the sheet, and a choice above it on narrow pages. */
export function SceneNav({ scenes, here, show }: Of) {
  const current = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene is scrolled to
  useEffect(() => {
    const [item, box] = [current.current, current.current?.closest('ol')];
    if (item && box && box.scrollHeight > box.clientHeight) {
      box.scrollTop = Math.max(0, item.offsetTop - box.offsetTop - box.clientHeight / 2);
    }
  }, [here]);
  return (
    <>
      <div className="lg:hidden">
        <Select label="Scene" value={here} onChange={(event) => show(Number(event.target.value))} className="w-full">
          {scenes.map(({ scene, number, heading, story_day }) => (
            <option key={scene} value={scene}>
              {number} {heading ?? ''} ({story_day})
            </option>
          ))}
        </Select>
      </div>
      <nav aria-label="Scenes" className="sticky top-16 hidden lg:block">
        <ol className="flex max-h-[calc(100dvh-6rem)] flex-col overflow-y-auto">
          {scenes.map(({ scene, number, heading, eighths, story_day }) => (
            <li key={scene}>
              <button
                ref={scene === here ? current : undefined}
                type="button"
                aria-current={scene === here ? 'true' : undefined}
                onClick={() => show(scene)}
                className="flex w-full gap-2 rounded-lg px-2 py-1.5 text-left text-sm hover:bg-hover aria-[current=true]:bg-hover aria-[current=true]:shadow-[inset_2px_0_var(--accent)]"
              >
                <span className="w-7 shrink-0 text-quiet">{number}</span>
                <bdi className="min-w-0 flex-1 font-script wrap-anywhere">{heading ?? 'Before the first heading'}</bdi>
                <span className="shrink-0 text-right text-xs leading-5 text-quiet">
                  {eighthsOf(eighths)}
                  <br />
                  {story_day}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
    </>
  );
}
