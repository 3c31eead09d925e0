'use client';
import { memo, useEffect, useRef } from 'react';
import type { Layout } from '@/api/queries';
import { Dialog } from '@/components/dialog';
import { eighthsOf } from '@/components/words';
import type { OutlinedScene } from './outline';

type Of = {
  outline: readonly OutlinedScene[];
  /** Place in `outline` of the scene that is written in; -1 before the first. */
  here: number;
  /** As the API has laid them out. */
  scenes: Layout['scenes'];
  goTo: (line: number) => void;
};

function List({ outline, here, scenes, goTo }: Of) {
  const eighths = new Map(scenes.map((scene) => [scene.line, scene.eighths]));
  const current = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene is scrolled to
  useEffect(() => {
    const [item, box] = [current.current, current.current?.closest('ol')];
    if (item && box && box.scrollHeight > box.clientHeight) {
      box.scrollTop = Math.max(0, item.offsetTop - box.offsetTop - box.clientHeight / 2);
    }
  }, [here]);
  if (outline.length === 0) {
    return <p className="px-2 text-sm text-quiet">A scene begins with a line such as INT. KITCHEN - NIGHT.</p>;
  }
  return (
    <ol className="flex max-h-full flex-col overflow-y-auto">
      {outline.map((scene, index) => (
        <li key={`${scene.line} ${scene.heading}`}>
          <button
            ref={index === here ? current : undefined}
            type="button"
            aria-current={index === here ? 'true' : undefined}
            onClick={() => goTo(scene.line)}
            className="flex w-full gap-2 rounded-lg px-2 py-1.5 text-left text-sm hover:bg-hover aria-[current=true]:bg-hover aria-[current=true]:shadow-[inset_2px_0_var(--accent)]"
          >
            <span className="w-7 shrink-0 text-quiet">{scene.number}</span>
            <bdi className="min-w-0 flex-1 font-script wrap-anywhere">{scene.heading}</bdi>
            <span className="shrink-0 text-xs leading-5 text-quiet">{eighthsOf(eighths.get(scene.line))}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** The scenes, to jump to. Beside the text on wide pages, and as a sheet over it on narrow ones. */
export const SceneList = Object.assign(
  memo(function SceneList({ className, ...of }: Of & { className: string }) {
    return (
      <nav aria-label="Scenes" className={`sticky top-32 h-[calc(100dvh-9.5rem)] self-start ${className}`}>
        <List {...of} />
      </nav>
    );
  }),
  {
    Sheet({ open, onClose, ...of }: Of & { open: boolean; onClose: () => void }) {
      return (
        <Dialog title="Scenes" open={open} onOpenChange={onClose}>
          <div className="p-2">
            <List
              {...of}
              goTo={(line) => {
                onClose();
                // Once the sheet has given the focus back.
                setTimeout(() => of.goTo(line), 50);
              }}
            />
          </div>
        </Dialog>
      );
    },
  },
);
