'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { type Import, type Kind, type Paragraph, useAccept, useLetGo, useTag } from '@/api/import-queries';
import type { Revision } from '@/api/queries';
import { Button } from '@/components/button';
import { useCommands } from '@/components/commands';
import { ConfirmButton } from '@/components/confirm-button';
import { Select } from '@/components/select';
import { Empty, Failure } from '@/components/states';
import { toast } from '@/components/toasts';
import { countOf } from '@/components/words';
import { CERTAINTIES, KINDS, lookOf, nextGuess } from './import-kinds';

type Of = {
  projectId: string;
  of: Import;
  paragraphs: Paragraph[];
  newest: Revision | null;
  mayWrite: boolean;
};

/** A file as it was read: each paragraph with what it is taken for, until all of it is a revision. */
export function Preview({ projectId, of, paragraphs, newest, mayWrite }: Of) {
  const router = useRouter();
  const tag = useTag(of);
  const accept = useAccept(projectId);
  const letGo = useLetGo(projectId);
  const [here, setHere] = useState(() =>
    Math.max(
      0,
      nextGuess(
        paragraphs.map((each) => each.certainty),
        -1,
      ) ?? 0,
    ),
  );
  const [key] = useState(() => crypto.randomUUID());
  const list = useRef<HTMLOListElement>(null);
  const goTo = useCallback((index: number) => setHere(index), []);
  useEffect(() => {
    list.current?.children[here]?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  const step = (by: number) => setHere((at) => Math.min(paragraphs.length - 1, Math.max(0, at + by)));
  const toGuess = () => {
    const next = nextGuess(
      paragraphs.map((each) => each.certainty),
      here,
    );
    if (next === null) toast('Every paragraph is known.');
    else setHere(next);
  };
  const say = useCallback(
    (index: number, kind: Kind) => {
      if (mayWrite) tag.mutate([{ index, kind }]);
    },
    [mayWrite, tag.mutate],
  );
  const sayHere = (kind: Kind) => {
    if (!mayWrite) return;
    say(here, kind);
    step(1);
  };
  const save = async () => {
    const made = await accept.mutateAsync({ of, basedOn: newest?.id ?? null, key: `${key}-${of.version}` });
    toast(`${of.filename ?? 'The file'} is revision ${made.number} now.`);
    router.push(`/script/?id=${projectId}`);
  };
  const drop = async () => {
    await letGo.mutateAsync(of);
    router.push(`/script/?id=${projectId}`);
  };
  useCommands([
    { id: 'import-next', title: 'Next paragraph', group: 'Import', keys: ['ArrowDown', 'j'], run: () => step(1) },
    { id: 'import-before', title: 'Paragraph before', group: 'Import', keys: ['ArrowUp', 'k'], run: () => step(-1) },
    { id: 'import-guess', title: 'Next guessed paragraph', group: 'Import', keys: ['n'], run: toGuess },
    {
      id: 'import-right',
      title: 'It was read rightly',
      group: 'Import',
      keys: ['Enter'],
      run: () => {
        const paragraph = paragraphs[here];
        if (paragraph) sayHere(paragraph.kind);
      },
    },
    ...KINDS.flatMap(({ kind, name, key: letter }) =>
      letter
        ? [{ id: `import-${kind}`, title: `It is: ${name}`, group: 'Import', keys: [letter], run: () => sayHere(kind) }]
        : [],
    ),
  ]);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4">
      <div className="z-20 -mx-4 -mt-6 flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-ground px-4 py-2 md:sticky md:top-14 md:-mx-8 md:px-8">
        <h1 className="min-w-0 flex-1 text-lg font-semibold wrap-anywhere">
          Import of <bdi>{of.filename ?? `a ${of.format.toUpperCase()}`}</bdi>
        </h1>
        <p role="status" data-testid="guessed" className="text-sm text-quiet">
          {of.unsure === 0 ? 'Every paragraph is known' : `${countOf(of.unsure, 'paragraph')} guessed`}
        </p>
        {of.unsure > 0 && (
          <Button look="quiet" title="N" onClick={toGuess}>
            Next guess
          </Button>
        )}
        {mayWrite && (
          <ConfirmButton
            label="Let it go"
            ask="Let it go for good"
            of={of.filename ?? ''}
            busy={letGo.isPending}
            onConfirm={() => void drop().catch(() => undefined)}
          />
        )}
        {mayWrite && (
          <Button
            look="accent"
            busy={accept.isPending || tag.isPending}
            onClick={() => void save().catch(() => undefined)}
          >
            Make it revision {(newest?.number ?? 0) + 1}
          </Button>
        )}
      </div>
      {[accept.error, tag.error, letGo.error].map((error) => error && <Failure key={error.message} error={error} />)}
      {of.state === 'accepted' && (
        <p role="status" className="rounded-lg border border-line bg-raised px-4 py-3 text-sm">
          This is revision {of.revision} already.{' '}
          <Link href={`/script/?id=${projectId}`} className="underline">
            To the script
          </Link>
        </p>
      )}
      <p className="text-sm text-quiet">
        {of.pages > 0 && `${countOf(of.pages, 'page')}, `}
        {countOf(of.paragraphs, 'paragraph')}. Nothing is a revision yet: look at what is marked, say what it is with
        the keys beside the names, and make it one. The file itself is kept.
      </p>
      {of.remarks.length > 0 && (
        <ul aria-label="Not in the text" className="list-inside list-disc text-sm text-quiet">
          {of.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      {paragraphs.length === 0 ? (
        <Empty>There is no paragraph in this file.</Empty>
      ) : (
        <ol ref={list} aria-label="Paragraphs" className="flex flex-col rounded-lg border border-line bg-field py-2">
          {paragraphs.map((paragraph) => (
            <Line
              key={paragraph.index}
              paragraph={paragraph}
              current={paragraph.index === here}
              mayWrite={mayWrite}
              goTo={goTo}
              say={say}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

const Line = memo(function Line({
  paragraph,
  current,
  mayWrite,
  goTo,
  say,
}: {
  paragraph: Paragraph;
  current: boolean;
  mayWrite: boolean;
  goTo: (index: number) => void;
  say: (index: number, kind: Kind) => void;
}) {
  const { index, kind, text, certainty, why, number } = paragraph;
  const look = lookOf(kind);
  const mark = CERTAINTIES[certainty];
  return (
    <li
      aria-current={current || undefined}
      data-kind={kind}
      data-certainty={certainty}
      className={`grid gap-x-3 border-l-4 px-3 py-1 [contain-intrinsic-size:auto_2.5rem] [content-visibility:auto] sm:grid-cols-[11rem_minmax(0,1fr)] ${
        current ? 'border-accent bg-hover' : certainty === 'guess' ? 'border-edge bg-raised' : 'border-transparent'
      }`}
    >
      <div className="flex flex-wrap items-start gap-x-2 text-sm">
        {current && mayWrite ? (
          <Select
            label={`What paragraph ${index + 1} is`}
            labelHidden
            value={kind}
            onChange={(event) => say(index, event.target.value as Kind)}
          >
            {KINDS.map((each) => (
              <option key={each.kind} value={each.kind}>
                {each.name}
                {each.key && ` (${each.key.toUpperCase()})`}
              </option>
            ))}
          </Select>
        ) : (
          <button type="button" tabIndex={-1} onClick={() => goTo(index)} className="min-h-6 text-left text-quiet">
            {look.name}
            <span className="sr-only">, paragraph {index + 1}</span>
          </button>
        )}
        {mark && <span className="font-medium">{mark}</span>}
      </div>
      <div className="min-w-0">
        <p dir="auto" className={`font-script whitespace-pre-line wrap-anywhere ${look.className}`}>
          {number && `${number}  `}
          <bdi>{text}</bdi>
        </p>
        {(current || certainty === 'guess') && <p className="text-xs text-quiet">{why}</p>}
      </div>
    </li>
  );
});
