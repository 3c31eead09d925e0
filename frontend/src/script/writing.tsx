'use client';
import { useQueryClient } from '@tanstack/react-query';
import { Download, Printer, Redo2, Search, Undo2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { addressOfImport, type Loss, lossesOf } from '@/api/import-queries';
import { usePrint } from '@/api/paper-queries';
import { finalDraftOf, type Revision, saveRevision } from '@/api/queries';
import { Button, buttonClass, IconButton } from '@/components/button';
import { useCommands } from '@/components/commands';
import { ScreenplayDrop } from '@/components/drop';
import { fetchFile, saveFile } from '@/components/save-file';
import { isFinalDraft, isOnPaper, screenplayOf, textOf } from '@/components/screenplay-file';
import { Failure, Skeleton } from '@/components/states';
import { toast } from '@/components/toasts';
import { agoOf, countOf } from '@/components/words';
import { type Draft, type DraftPlace, forget } from './drafts';
import type { Noticed } from './editor';
import { sceneAt } from './outline';
import { paperHere } from './paper';
import { SceneList } from './scene-list';
import { type Base, useWriting } from './use-writing';

const Editor = dynamic(() => import('./editor'), {
  ssr: false,
  loading: () => <Skeleton rows={1} className="h-[60dvh]" />,
});
// What a save, a conflict or a look back brings, with what tells two texts apart.
const Making = dynamic(() => import('./making').then((module) => module.Making), { ssr: false });
const MergeView = dynamic(() => import('./merge-view').then((module) => module.MergeView), { ssr: false });
const Losses = dynamic(() => import('./losses').then((module) => module.Losses), { ssr: false });
const OpenImports = dynamic(() => import('./open-imports').then((module) => module.OpenImports), { ssr: false });
const Suggestions = dynamic(() => import('./suggestions').then((module) => module.Suggestions), { ssr: false });
const Revisions = dynamic(() => import('./revisions').then((module) => module.Revisions), { ssr: false });
const NOTICED: Noticed = { canUndo: false, canRedo: false, outline: [], line: 1 };

/** Where a screenplay is written, and what is going on around its text. */
export function Writing({
  projectId,
  title,
  started,
  draft,
  keeps,
  revisions,
  mayWrite,
  begins,
}: {
  projectId: string;
  title: string;
  started: Base;
  draft: DraftPlace;
  keeps: boolean;
  revisions: Revision[];
  mayWrite: boolean;
  /** What is open as the page begins. */
  begins: 'suggestions' | null;
}) {
  const queries = useQueryClient();
  const router = useRouter();
  const writing = useWriting(projectId, started, draft);
  const { base, dirty, saving, saved, layout, conflict, handle } = writing;
  const [noticed, setNoticed] = useState(NOTICED);
  const [shown, setShown] = useState<'scenes' | 'revisions' | 'suggestions' | null>(begins);
  const [set, setSet] = useState<readonly Draft[]>(draft.others);
  const [wrong, setWrong] = useState<unknown>();
  const [losses, setLosses] = useState<readonly Loss[]>([]);
  const printing = usePrint();
  const newest = revisions[0];
  const elsewhere = newest && newest.number > (base.revision?.number ?? 0) ? newest : null;
  const scene = sceneAt(noticed.outline, noticed.line);
  const goTo = useCallback((line: number) => handle.current?.goTo(line), [handle]);
  const toScene = (step: number) => {
    const there = noticed.outline[step < 0 ? Math.max(0, scene - 1) : scene + 1];
    if (there) goTo(there.line);
  };
  useCommands([
    { id: 'save', title: 'Save as a revision', group: 'Script', keys: ['mod+s'], run: () => void writing.save() },
    { id: 'final-draft', title: 'Download as Final Draft', group: 'Script', run: () => void download() },
    { id: 'pdf', title: 'Download as PDF', group: 'Script', run: () => void print() },
    { id: 'find', title: 'Find in the script', group: 'Script', keys: ['mod+f'], run: () => handle.current?.find() },
    { id: 'scene-up', title: 'Scene before', group: 'Script', keys: ['alt+ArrowUp', '['], run: () => toScene(-1) },
    { id: 'scene-down', title: 'Next scene', group: 'Script', keys: ['alt+ArrowDown', ']'], run: () => toScene(1) },
    { id: 'revisions', title: 'Revisions', group: 'Script', run: () => setShown('revisions') },
    { id: 'suggestions', title: 'Suggestions', group: 'Script', run: () => setShown('suggestions') },
    { id: 'write', title: 'Into the text', group: 'Script', keys: ['Enter'], run: () => handle.current?.focus() },
  ]);
  useWarning(dirty && !keeps);
  const download = async () => {
    if (!base.revision) return;
    setWrong(undefined);
    try {
      const name = (base.revision.filename ?? `revision-${base.revision.number}`).replace(/\.[^.]*$/, '');
      saveFile(await finalDraftOf(base.revision.id), `${name}.fdx`);
    } catch (error) {
      setWrong(error);
    }
  };
  const print = async () => {
    if (!base.revision) return;
    setWrong(undefined);
    try {
      const name = (base.revision.filename ?? `revision-${base.revision.number}`).replace(/\.[^.]*$/, '');
      const print = { revisionId: base.revision.id, print: { paper: paperHere() }, key: crypto.randomUUID() };
      fetchFile(await printing.mutateAsync(print), `${name}.pdf`);
    } catch (error) {
      setWrong(error);
    }
  };
  const withFile = async (file: File) => {
    setWrong(undefined);
    try {
      const { filename } = await screenplayOf(file);
      if (isOnPaper(filename)) {
        router.push(await addressOfImport(projectId, file, crypto.randomUUID()));
        return;
      }
      if (isFinalDraft(filename)) {
        // The file is kept as it is: what Fountain cannot say of it comes back with an export.
        const basedOn = base.revision?.id ?? null;
        const made = await saveRevision(projectId, { text: file, filename, basedOn }, crypto.randomUUID());
        await queries.invalidateQueries({ queryKey: ['revisions', projectId] });
        toast(`${filename} is revision ${made.number} now.`);
        setLosses(await lossesOf(made.id));
        return;
      }
      writing.takeFile(filename, await textOf(file));
      toast(`${filename} is in the editor. Save it to make it a revision.`, {
        action: { label: 'Undo', run: () => handle.current?.undo() },
      });
    } catch (error) {
      setWrong(error);
    }
  };
  return (
    <div className="mx-auto flex max-w-7xl flex-col gap-3">
      <h1 className="sr-only">Script of {title}</h1>
      <div className="z-20 -mx-4 -mt-6 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line bg-ground px-4 py-2 md:sticky md:top-14 md:-mx-8 md:px-8">
        <Button
          look="quiet"
          className="lg:hidden"
          aria-expanded={shown === 'scenes'}
          onClick={() => setShown('scenes')}
        >
          Scenes
        </Button>
        <Button look="quiet" onClick={() => setShown('revisions')}>
          {base.revision ? `Revision ${base.revision.number}` : 'No revision yet'}
          {base.revision?.name && <bdi className="max-w-40 truncate text-quiet">{base.revision.name}</bdi>}
        </Button>
        <Button look="quiet" onClick={() => setShown('suggestions')}>
          Suggestions
        </Button>
        <p role="status" className="text-sm text-quiet">
          {statusOf(dirty, saving.state, keeps)}
        </p>
        <div className="flex-1" />
        <p data-testid="length" className={`text-sm text-quiet ${layout ? '' : 'invisible'}`}>
          {layout && lengthWords(layout.pages, layout.seconds)}
        </p>
        <IconButton
          label="Download as Final Draft"
          hint="what is saved"
          disabled={!base.revision}
          onClick={() => void download()}
        >
          <Download aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton
          label={printing.isPending ? 'Setting the PDF …' : 'Download as PDF'}
          hint="what is saved"
          disabled={!base.revision || printing.isPending}
          onClick={() => void print()}
        >
          <Printer aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="Undo" hint="Ctrl Z" disabled={!noticed.canUndo} onClick={() => handle.current?.undo()}>
          <Undo2 aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="Redo" hint="Ctrl Shift Z" disabled={!noticed.canRedo} onClick={() => handle.current?.redo()}>
          <Redo2 aria-hidden className="size-4.5" />
        </IconButton>
        <IconButton label="Find" hint="Ctrl F" onClick={() => handle.current?.find()}>
          <Search aria-hidden className="size-4.5" />
        </IconButton>
        {mayWrite && (
          <ScreenplayDrop look="plain" label="Open a file" busy={false} onFile={(file) => void withFile(file)} />
        )}
        {mayWrite && (
          <Button
            look="accent"
            busy={saving.state === 'saving'}
            disabled={!dirty && base.revision !== null}
            title="Ctrl S"
            onClick={() => void writing.save()}
          >
            Save
          </Button>
        )}
      </div>
      {wrong !== undefined && <Failure error={wrong} />}
      {mayWrite && <OpenImports projectId={projectId} />}
      {losses.length > 0 && <Losses losses={losses} onClose={() => setLosses([])} />}
      {saving.state === 'refused' && <Failure error={saving.error} retry={() => void writing.save()} />}
      {saving.state === 'waiting' && (
        <p role="alert" className="rounded-lg border border-line bg-raised px-4 py-3 text-sm">
          The studio does not answer, so this is not saved yet.{' '}
          {keeps ? 'Your words are kept in this browser' : 'Leave this page open'}, and are saved as soon as it is back.
        </p>
      )}
      {draft.found && dirty && <Restored draft={draft.found} base={base} />}
      {set.map((each) => (
        <SetAside
          key={each.key}
          draft={each}
          open={() => {
            handle.current?.replace(each.text);
            toast('These words are in the editor; Undo brings back what was there.');
          }}
          drop={() => {
            void forget(each);
            setSet(set.filter((other) => other !== each));
          }}
        />
      ))}
      {elsewhere && !conflict && (
        <div
          role="status"
          className="flex flex-wrap items-center gap-3 rounded-lg border border-accent bg-raised px-4 py-3"
        >
          <p className="min-w-0 flex-1 text-sm">
            Revision {elsewhere.number} was made elsewhere, {agoOf(elsewhere.created_at)}.
            {dirty ? ' What you have written is based on an older one.' : ''}
          </p>
          <Link
            href={`/script/compare/?id=${projectId}&a=${base.revision?.id ?? ''}&b=${elsewhere.id}`}
            className={buttonClass('quiet')}
          >
            What changed
          </Link>
          <Button onClick={() => void (dirty ? writing.lookAtBoth(elsewhere) : writing.follow(elsewhere))}>
            {dirty ? 'Look at both' : 'Go on from it'}
          </Button>
        </div>
      )}
      {conflict && (
        <MergeView
          conflict={conflict}
          onDecide={(text) => writing.decide(text, conflict)}
          onLeave={writing.leaveConflict}
        />
      )}
      {saved && <Making key={saved.revision.id} projectId={projectId} saved={saved} onClose={writing.forgetSaved} />}
      {/* It stays behind both texts of a conflict: what can be undone would be lost with it. */}
      <div className={conflict ? 'hidden' : 'grid min-w-0 gap-6 lg:grid-cols-[15rem_minmax(0,1fr)]'}>
        <SceneList
          className="max-lg:hidden"
          outline={noticed.outline}
          here={scene}
          scenes={layout?.scenes ?? []}
          goTo={goTo}
        />
        <Editor
          text={draft.found?.text ?? started.text}
          readOnly={!mayWrite}
          label={`Script of ${title}`}
          onReady={writing.ready}
          onType={writing.typed}
          onNotice={setNoticed}
        />
      </div>
      <SceneList.Sheet
        open={shown === 'scenes'}
        onClose={() => setShown(null)}
        outline={noticed.outline}
        here={scene}
        scenes={layout?.scenes ?? []}
        goTo={goTo}
      />
      {shown === 'suggestions' && (
        <Suggestions
          projectId={projectId}
          base={base}
          dirty={dirty}
          selected={() => handle.current?.selected() ?? { first: 1, last: 1 }}
          mayWrite={mayWrite}
          onAccepted={(revision) => {
            // Words that are not saved stay: the page then says that there is another revision.
            if (!dirty) void writing.follow(revision);
          }}
          onClose={() => setShown(null)}
        />
      )}
      {shown === 'revisions' && (
        <Revisions projectId={projectId} revisions={revisions} mayWrite={mayWrite} onClose={() => setShown(null)} />
      )}
    </div>
  );
}

function statusOf(dirty: boolean, saving: string, keeps: boolean): string {
  if (saving === 'saving') return 'Saving …';
  if (!dirty) return 'Saved';
  return keeps ? 'Unsaved' : 'Unsaved, and this browser keeps nothing: save soon';
}

function lengthWords(pages: number, seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `${pages.toLocaleString('en', { maximumFractionDigits: 1 })} pages, about ${minutes} min`;
}

function Restored({ draft, base }: { draft: Draft; base: Base }) {
  const [seen, setSeen] = useState(false);
  if (seen) return null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3">
      <p className="min-w-0 flex-1 text-sm">
        These words were not saved when this page was last open ({agoOf(new Date(draft.at).toISOString())}
        {base.revision && `, based on revision ${base.revision.number}`}). They are back.
      </p>
      <Button look="quiet" onClick={() => setSeen(true)}>
        Good
      </Button>
    </div>
  );
}

function SetAside({ draft, open, drop }: { draft: Draft; open: () => void; drop: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3">
      <p className="min-w-0 flex-1 text-sm">
        Other words of this script are not in any revision: {countOf(draft.text.length, 'character')},{' '}
        {agoOf(new Date(draft.at).toISOString())}.
      </p>
      <Button onClick={open}>Put them in the editor</Button>
      <Button look="quiet" onClick={drop}>
        Forget them
      </Button>
    </div>
  );
}

/** The browser's own question before a page is closed whose words it does not keep. */
function useWarning(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [wanted]);
}
