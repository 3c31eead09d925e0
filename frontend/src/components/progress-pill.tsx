'use client';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { useCancelProduction, useProduction, useProject } from '@/api/queries';
import { Button } from './button';
import { Progress } from './progress';
import { useRunning } from './running';
import { countOf } from './words';

/** What is being made, on every page: opened, each film with how far it is and a way to stop it. */
export function ProgressPill() {
  const running = useRunning();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const leave = (event: PointerEvent | KeyboardEvent) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !whole.current?.contains(event.target as Node))
        setOpen(false);
    };
    window.addEventListener('pointerdown', leave);
    window.addEventListener('keydown', leave);
    return () => {
      window.removeEventListener('pointerdown', leave);
      window.removeEventListener('keydown', leave);
    };
  }, [open]);
  if (running.length === 0) return null;
  const fraction = running.reduce((sum, each) => sum + each.fraction, 0) / running.length;
  return (
    <div ref={whole} className="relative shrink-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-8 items-center gap-2 rounded-full border border-edge px-3 text-sm hover:bg-hover"
      >
        <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
        <span className="max-sm:sr-only">Making {countOf(running.length, 'film')}</span>
        <span>{Math.floor(fraction * 100)} %</span>
      </button>
      {open && (
        <div className="absolute right-0 z-40 mt-2 flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-4 rounded-lg border border-edge bg-ground p-4 shadow-2xl">
          {running.map(({ id, fraction: far }) => (
            <RunningFilm key={id} id={id} fraction={far} leave={() => setOpen(false)} />
          ))}
        </div>
      )}
    </div>
  );
}

function RunningFilm({ id, fraction, leave }: { id: string; fraction: number; leave: () => void }) {
  const production = useProduction(id).data;
  const project = useProject(production?.project_id ?? '').data;
  const cancel = useCancelProduction(production?.project_id ?? '');
  return (
    <div className="flex flex-col gap-2">
      <Link
        href={`/project/?id=${production?.project_id ?? ''}`}
        onClick={leave}
        className="truncate font-medium hover:underline"
      >
        <bdi>{project?.title ?? 'A film'}</bdi>
      </Link>
      <Progress value={fraction} label={`Film of ${project?.title ?? 'a project'}`} />
      <div className="flex items-center justify-between gap-2">
        <span className="text-sm text-quiet">{Math.floor(fraction * 100)} %</span>
        <Button look="quiet" busy={cancel.isPending} onClick={() => cancel.mutate(id)}>
          Stop
        </Button>
      </div>
    </div>
  );
}
