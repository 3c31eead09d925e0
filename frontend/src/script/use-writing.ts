'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type First, firstOf, ProblemError } from '@/api/problems';
import { type Layout, layOut, newestRevision, type Revision, saveRevision, sourceOf } from '@/api/queries';
import type { DraftPlace } from './drafts';
import type { EditorHandle } from './editor';
import { type LineEnds, withLineEnds, withoutLineEnds } from './line-ends';

/** What somebody began to write from: a revision and its text; none in a project without any. */
export type Base = { revision: Revision | null; text: string; ends: LineEnds };
/** `first`: who has made the revision, where the API has said it. */
export type Conflict = { base: string; mine: string; theirs: string; revision: Revision; first: First | null };
export type Saving =
  | { state: 'idle' }
  | { state: 'saving' }
  /** Nothing came back; it is tried again by itself. */
  | { state: 'waiting' }
  | { state: 'refused'; error: unknown };
/** What was saved last, and what it said before: what a film of it makes anew follows. */
export type Saved = { revision: Revision; before: string; after: string };

const KEPT_MS = 200;
const LAID_OUT_MS = 900;
const AGAIN_MS = 3_000;

export async function baseOf(revision: Revision | null, signal?: AbortSignal): Promise<Base> {
  if (!revision) return { revision, text: '', ends: '\n' };
  return { revision, ...withoutLineEnds(await sourceOf(revision.id, signal)) };
}

/** The text under somebody's hands: kept by the browser with every pause, saved as a revision, held against those that
 * others make. No word of it is given up but by whoever wrote it. */
export function useWriting(projectId: string, started: Base, draft: DraftPlace) {
  const queries = useQueryClient();
  const [base, setBase] = useState(started);
  const [dirty, setDirty] = useState(draft.found !== null && draft.found.text !== started.text);
  const [saving, setSaving] = useState<Saving>({ state: 'idle' });
  const [saved, setSaved] = useState<Saved | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [layout, setLayout] = useState<{ of: string; layout: Layout } | null>(null);
  const handle = useRef<EditorHandle | null>(null);
  const now = useRef({ base, saving, dirty });
  now.current = { base, saving, dirty };
  const timers = useRef<{ keep?: Timer; layOut?: Timer; again?: Timer; asked?: AbortController }>({});
  const attempt = useRef({ text: '', basedOn: '', key: '' });
  const filename = useRef(started.revision?.filename ?? null);

  const keep = useCallback(() => {
    clearTimeout(timers.current.keep);
    timers.current.keep = undefined;
    const text = handle.current?.text();
    if (text === undefined) return;
    const { base } = now.current;
    const changed = text !== base.text;
    setDirty(changed);
    if (changed) draft.keep(text, base.revision?.id ?? null);
    else draft.clear();
  }, [draft]);

  const measure = useCallback(() => {
    clearTimeout(timers.current.layOut);
    timers.current.layOut = setTimeout(() => {
      const text = handle.current?.text() ?? '';
      timers.current.asked?.abort();
      const asked = new AbortController();
      timers.current.asked = asked;
      layOut(projectId, text, asked.signal).then(
        (layout) => {
          // Of a text that goes on, the next answer tells.
          if (handle.current?.text() !== text) return;
          handle.current.tell({ pageStarts: layout.page_starts, remarks: layout.remarks });
          setLayout({ of: text, layout });
        },
        (error: unknown) => {
          if (asked.signal.aborted || !(error instanceof ProblemError)) return;
          const { line, detail } = error.problem;
          if (line) handle.current?.tell({ pageStarts: [], remarks: [{ line, text: detail }] });
        },
      );
    }, LAID_OUT_MS);
  }, [projectId]);

  const typed = useCallback(() => {
    if (!now.current.dirty) setDirty(true);
    timers.current.keep ??= setTimeout(keep, KEPT_MS);
    measure();
  }, [keep, measure]);

  const save = useCallback(async () => {
    const { base, saving } = now.current;
    const text = handle.current?.text();
    if (text === undefined || saving.state === 'saving') return;
    clearTimeout(timers.current.again);
    keep();
    if (base.revision && text === base.text) {
      // Nothing to save, and still the way to its film.
      setSaved((last) => last ?? { revision: base.revision as Revision, before: text, after: text });
      return;
    }
    const basedOn = base.revision?.id ?? '';
    // The same words again are the same try: an answer that was lost makes no second revision.
    if (attempt.current.text !== text || attempt.current.basedOn !== basedOn)
      attempt.current = { text, basedOn, key: crypto.randomUUID() };
    setSaving({ state: 'saving' });
    try {
      const sent = {
        text: new Blob([withLineEnds(text, base.ends)]),
        filename: filename.current,
        basedOn: basedOn || null,
      };
      const revision = await saveRevision(projectId, sent, attempt.current.key);
      const next = { revision, text, ends: base.ends };
      now.current.base = next;
      setBase(next);
      setSaved({ revision, before: base.text, after: text });
      setSaving({ state: 'idle' });
      keep();
      void queries.invalidateQueries({ queryKey: ['revisions', projectId] });
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 412) {
        setSaving({ state: 'idle' });
        await lookAtBoth.current(undefined, firstOf(error));
      } else if (error instanceof ProblemError && error.isPassing) {
        setSaving({ state: 'waiting' });
        timers.current.again = setTimeout(() => void save(), Math.max(AGAIN_MS, (error.retryAfter ?? 0) * 1000));
      } else {
        setSaving({ state: 'refused', error });
        const line = error instanceof ProblemError ? error.problem.line : null;
        if (line)
          handle.current?.tell({ pageStarts: [], remarks: [{ line, text: (error as ProblemError).problem.detail }] });
      }
    }
  }, [projectId, keep, queries]);

  /** My words beside those of the newest revision. */
  const lookAtBoth = useRef<(newest?: Revision, first?: First | null) => Promise<void>>(async () => undefined);
  lookAtBoth.current = async (newest, first = null) => {
    try {
      const revision = newest ?? (await newestRevision(projectId));
      if (!revision) return;
      const theirs = withoutLineEnds(await sourceOf(revision.id)).text;
      setConflict({ base: now.current.base.text, mine: handle.current?.text() ?? '', theirs, revision, first });
    } catch (error) {
      setSaving({ state: 'refused', error });
    }
  };

  /** Go on with this text, on top of theirs. */
  const decide = useCallback(
    (text: string, decided: Conflict) => {
      const mine = handle.current?.text() ?? '';
      if (text === decided.theirs && mine !== decided.base && mine !== text) draft.setAside(mine, decided.revision.id);
      const next = { revision: decided.revision, text: decided.theirs, ends: now.current.base.ends };
      now.current.base = next;
      setBase(next);
      setConflict(null);
      setSaving({ state: 'idle' });
      if (mine !== text) handle.current?.replace(text);
      keep();
      measure();
      handle.current?.focus();
    },
    [draft, keep, measure],
  );

  /** Where nothing is unsaved, on to what somebody else has saved. */
  const follow = useCallback(
    async (revision: Revision) => {
      try {
        const theirs = await baseOf(revision);
        const { text } = now.current.base;
        if (handle.current?.text() === text)
          decide(theirs.text, { base: text, mine: text, theirs: theirs.text, revision, first: null });
      } catch (error) {
        setSaving({ state: 'refused', error });
      }
    },
    [decide],
  );

  useEffect(() => {
    const flush = () => {
      if (timers.current.keep !== undefined || document.visibilityState === 'hidden') keep();
    };
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      flush();
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      for (const timer of [timers.current.keep, timers.current.layOut, timers.current.again]) clearTimeout(timer);
      timers.current.asked?.abort();
    };
  }, [keep]);

  return {
    base,
    dirty,
    saving,
    saved,
    layout: layout?.layout ?? null,
    conflict,
    decide,
    follow,
    typed,
    save,
    lookAtBoth: (newest: Revision) => lookAtBoth.current(newest),
    leaveConflict: () => setConflict(null),
    forgetSaved: () => setSaved(null),
    handle,
    ready: (made: EditorHandle) => {
      handle.current = made;
      measure();
    },
    /** A file's text in place of what is there, as one step that can be undone. */
    takeFile: (name: string, source: string) => {
      filename.current = name;
      handle.current?.replace(withoutLineEnds(source).text);
    },
  };
}

type Timer = ReturnType<typeof setTimeout>;
