'use client';
import { Clapperboard, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { type Project, useNewestFilm } from '@/api/queries';
import { lengthOf } from '@/film/timecode';
import { IconButton } from './button';
import { FilmStill } from './film-still';
import { agoOf } from './words';

/** A project with a picture of its newest film. */
export function ProjectCard({ project, onDelete }: { project: Project; onDelete: () => void }) {
  const whole = useRef<HTMLLIElement>(null);
  const film = useNewestFilm(project.id, useSeen(whole)).data;
  const video = film?.deliverables.items.find((item) => item.media_type === 'video/mp4');
  const poster = film?.deliverables.items.find((item) => item.name === 'poster.jpg');
  const length = film?.deliverables.frames ? lengthOf(film.deliverables.frames, film.deliverables.frame_rate) : null;
  return (
    <li
      ref={whole}
      className="group relative flex flex-col overflow-hidden rounded-lg border border-line bg-raised hover:border-edge"
    >
      <div className="grid aspect-video place-items-center bg-sunk text-quiet">
        {video ? <FilmStill url={video.url} poster={poster?.url} /> : <Clapperboard aria-hidden className="size-8" />}
      </div>
      <div className="flex items-start gap-2 py-3 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <Link
            href={`/project/?id=${project.id}`}
            className="line-clamp-2 wrap-anywhere font-medium after:absolute after:inset-0"
          >
            <bdi>{project.title}</bdi>
          </Link>
          <p className="text-sm text-quiet">
            {length ? `Film of ${length}` : 'No film yet'} · {agoOf(project.updated_at)}
          </p>
        </div>
        <IconButton label={`Delete ${project.title}`} className="relative text-quiet hover:text-ink" onClick={onDelete}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      </div>
    </li>
  );
}

/** Whether it has come near enough to be seen: pictures further down are asked for when somebody scrolls there. */
function useSeen(of: React.RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = of.current;
    if (!element || seen) return;
    const watch = new IntersectionObserver((entries) => setSeen(entries.some((each) => each.isIntersecting)), {
      rootMargin: '200px',
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [of, seen]);
  return seen;
}
