'use client';
/** A film under review: what is said of it and approved, the comment that is being written, and the keys for it. */

import { useCallback, useMemo, useState } from 'react';
import { useAccess } from '@/api/production-queries';
import type { Production } from '@/api/queries';
import { type Comment, type Stroke, useApprovals, useComments } from '@/api/review-queries';
import type { components } from '@/api/schema';
import { useCommands } from '@/components/commands';
import type { Mark } from '@/player/film-player';
import type { Draft } from './composer';
import { isAt, neighbour } from './marks';

type Permission = components['schemas']['ProjectAccess']['permissions'][number];
const NONE: readonly never[] = [];

export function useReview(
  { id, project_id: projectId }: Production,
  frame: number,
  goTo: (target: { frame: number; stand: boolean }) => void,
) {
  const comments = useComments(id);
  const approvals = useApprovals(id).data ?? NONE;
  const permissions: readonly Permission[] = useAccess(projectId).data?.permissions ?? NONE;
  const [draft, setDraft] = useState<Draft | null>(null);
  const [color, setColor] = useState<string | null>(null);
  const all = comments.data ?? NONE;
  const may = (permission: Permission) => permissions.includes(permission);

  const begin = () => {
    if (!may('reviews:write')) return;
    goTo({ frame, stand: true });
    setDraft((before) => before ?? { frame, frames: 1, text: '', drawing: [] });
  };
  const go = useCallback(
    (comment: Comment) => comment.frame !== null && goTo({ frame: comment.frame, stand: true }),
    [goTo],
  );
  const step = (by: 1 | -1) => {
    const to = neighbour(all, frame, by);
    if (to !== null) goTo({ frame: to, stand: true });
  };
  useCommands([
    { id: 'comment', title: 'Comment on the shown frame', group: 'Review', keys: ['c'], run: begin },
    { id: 'comment-next', title: 'Next comment', group: 'Review', keys: ['n'], run: () => step(1) },
    { id: 'comment-before', title: 'Comment before', group: 'Review', keys: ['p'], run: () => step(-1) },
  ]);

  const marks = useMemo<Mark[]>(
    () =>
      all.flatMap((each) =>
        each.frame === null
          ? []
          : [{ id: each.id, frame: each.frame, frames: each.frames, resolved: each.resolved_at !== null }],
      ),
    [all],
  );
  // While somebody draws, what others have drawn there would be taken for theirs.
  const strokes = draft ? draft.drawing : all.flatMap((each) => (isAt(each, frame) ? each.drawing : []));
  const draw = (stroke: Stroke) => setDraft((before) => before && { ...before, drawing: [...before.drawing, stroke] });
  return { comments, approvals, may, draft, setDraft, color, setColor, begin, go, marks, strokes, draw };
}
