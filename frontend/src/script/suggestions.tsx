'use client';
import { useState } from 'react';
import type { Revision } from '@/api/queries';
import {
  type Asked,
  type Kind,
  type Suggestion,
  type SuggestionWithText,
  useAccept,
  useAsk,
  useReject,
  useSuggestion,
  useSuggestions,
  useWriters,
  type Writers,
} from '@/api/suggestion-queries';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { LinesField } from '@/components/lines-field';
import { Select } from '@/components/select';
import { Empty, Failure, Shown, Skeleton } from '@/components/states';
import { toast } from '@/components/toasts';
import { agoOf, countOf } from '@/components/words';
import { WordsMarked } from '@/components/words-marked';
import { wordsBetween } from '@/fountain/words';
import { dollarsOf, KINDS, madeBy, priceOf } from './suggested';
import type { Base } from './use-writing';

type Lines = { first: number; last: number };

/** What writers have suggested, and where they are asked. Nothing of the script changes before somebody accepts it. */
export function Suggestions({
  projectId,
  base,
  dirty,
  selected,
  mayWrite,
  onAccepted,
  onClose,
}: {
  projectId: string;
  base: Base;
  dirty: boolean;
  selected: () => Lines;
  mayWrite: boolean;
  onAccepted: (revision: Revision) => void;
  onClose: () => void;
}) {
  const writers = useWriters(projectId);
  const suggestions = useSuggestions(projectId);
  // As it was when the window opened, which takes the focus from the text.
  const [lines] = useState(selected);
  return (
    <Dialog title="Suggestions" open onOpenChange={onClose}>
      <div className="flex flex-col gap-4 p-4">
        {mayWrite && (
          <Shown of={writers} waiting={<Skeleton rows={2} />}>
            {(found) => <Ask projectId={projectId} writers={found} base={base} dirty={dirty} lines={lines} />}
          </Shown>
        )}
        <Shown of={suggestions}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty>
                Nobody has asked for one yet. What is suggested stands here, line by line, for you to decide.
              </Empty>
            ) : (
              <ol className="flex flex-col gap-3">
                {items.map((each) => (
                  <li key={each.id} className="rounded-lg border border-line bg-raised">
                    <One suggestion={each} mayWrite={mayWrite} onAccepted={onAccepted} />
                  </li>
                ))}
              </ol>
            )
          }
        </Shown>
      </div>
    </Dialog>
  );
}

function Ask({
  projectId,
  writers,
  base,
  dirty,
  lines,
}: {
  projectId: string;
  writers: Writers;
  base: Base;
  dirty: boolean;
  lines: Lines;
}) {
  const { model } = writers;
  const ask = useAsk(projectId);
  const [kind, setKind] = useState<Kind>(model && base.revision ? 'rewrite' : 'draft');
  const [writer, setWriter] = useState<'template' | 'model'>(model ? 'model' : 'template');
  const [words, setWords] = useState('');
  const [seed, setSeed] = useState(0);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const kinds = (Object.keys(KINDS) as Kind[]).filter((each) => each === 'draft' || (model && base.revision));
  const byModel = kind !== 'draft' || writer === 'model';
  const ofLines = kind === 'rewrite' || kind === 'continuation' || kind === 'alternatives';
  const characters = ofLines ? 7_500 : kind === 'logline' ? Math.min(base.text.length, 60_000) : words.length;
  const usd = model && byModel ? priceOf(model, kind, characters) : null;
  const blocked = ofLines && dirty ? 'Save first: a suggestion is about lines of a revision.' : null;
  const send = () => {
    const asked = askedOf(kind, { writer, words: words.trim(), seed, lines, revision: base.revision?.id ?? '' });
    ask.mutate(
      { asked, key },
      {
        onSuccess: () => {
          setKey(crypto.randomUUID());
          setSeed(seed + 1);
        },
      },
    );
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="What"
          value={kind}
          onChange={(event) => setKind(event.target.value as Kind)}
          hint={KINDS[kind].says}
        >
          {kinds.map((each) => (
            <option key={each} value={each}>
              {KINDS[each].name}
            </option>
          ))}
        </Select>
        {kind === 'draft' && model && (
          <Select
            label="Written by"
            value={writer}
            onChange={(event) => setWriter(event.target.value as 'template' | 'model')}
          >
            <option value="model">{model.name}</option>
            <option value="template">The template writer</option>
          </Select>
        )}
      </div>
      <LinesField
        label={kind === 'draft' ? 'Logline' : 'What you wish of it'}
        maxLength={kind === 'draft' ? 500 : 2000}
        required={kind === 'draft'}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setSeed(0);
        }}
        placeholder={
          kind === 'draft' ? 'Who wants what, and what stands against it' : 'Shorter, and she does not say why'
        }
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" look="accent" busy={ask.isPending} disabled={blocked !== null}>
          Ask for it
        </Button>
        <p className="min-w-0 flex-1 text-sm text-quiet">
          {blocked ?? (
            <>
              {ofLines &&
                `Line${lines.first === lines.last ? ` ${lines.last}` : `s ${lines.first} to ${lines.last}`}. `}
              {byModel && model
                ? `${usd === null ? 'Its price is not known' : `This will cost about ${dollarsOf(usd)}`} with ${model.name}; the text goes to ${model.host}.`
                : 'A template puts the words of the logline into three acts, in English or German. It costs nothing, and says so on the title page.'}
            </>
          )}
        </p>
      </div>
      {!model && (
        <p className="text-sm text-quiet">This studio names no model, so drafts are all that can be asked for here.</p>
      )}
      {ask.error && <Failure error={ask.error} />}
    </form>
  );
}

function askedOf(
  kind: Kind,
  given: { writer: 'template' | 'model'; words: string; seed: number; lines: Lines; revision: string },
): Asked {
  const { writer, words, seed, lines, revision } = given;
  if (kind === 'draft') return { kind, writer, logline: words, seed };
  const wish = words || null;
  if (kind === 'logline') return { kind, revision_id: revision, wish };
  return { kind, revision_id: revision, first_line: lines.first, last_line: lines.last, wish };
}

const STATES = {
  waiting: 'Waits for its turn',
  writing: 'Is being written',
  open: 'To decide on',
  accepted: 'Accepted',
  rejected: 'Rejected',
  failed: 'Failed',
} as const;

function One({
  suggestion,
  mayWrite,
  onAccepted,
}: {
  suggestion: Suggestion;
  mayWrite: boolean;
  onAccepted: (revision: Revision) => void;
}) {
  const { state, kind, wish, reason, asked_by, accepted_as } = suggestion;
  const [asked, setAsked] = useState<boolean | null>(null);
  // What is to be decided on opens by itself once it is written.
  const open = asked ?? state === 'open';
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setAsked(!open)}
        className="flex w-full flex-wrap items-baseline gap-x-3 gap-y-0.5 rounded-lg px-4 py-2.5 text-left hover:bg-hover"
      >
        <span className="font-medium">{KINDS[kind].name}</span>
        <span className="text-sm text-quiet">{accepted_as ? `Is revision ${accepted_as.number}` : STATES[state]}</span>
        <span className="w-full min-w-0 text-sm text-quiet">
          Asked for by {asked_by.is_you ? 'you' : <bdi>{asked_by.name}</bdi>} {agoOf(suggestion.created_at)}, written by{' '}
          {madeBy(suggestion)}.
        </span>
      </button>
      {open && (
        <div className="flex flex-col gap-3 border-t border-line px-4 py-3">
          {wish && (
            <p className="text-sm wrap-anywhere" dir="auto">
              “{wish}”
            </p>
          )}
          {reason && <p className={`text-sm ${state === 'failed' ? 'text-bad' : 'text-quiet'}`}>{reason}</p>}
          {state !== 'waiting' && state !== 'writing' && state !== 'failed' && (
            <Texts id={suggestion.id} mayWrite={mayWrite} onAccepted={onAccepted} />
          )}
        </div>
      )}
    </>
  );
}

function Texts({ id, mayWrite, onAccepted }: { id: string; mayWrite: boolean; onAccepted: (made: Revision) => void }) {
  const found = useSuggestion(id);
  return (
    <Shown of={found}>
      {(data) => <Decide key={data.version} suggestion={data} mayWrite={mayWrite} onAccepted={onAccepted} />}
    </Shown>
  );
}

/** Its hunks, each to take or to leave. */
function Decide({
  suggestion,
  mayWrite,
  onAccepted,
}: {
  suggestion: SuggestionWithText;
  mayWrite: boolean;
  onAccepted: (revision: Revision) => void;
}) {
  const { options } = suggestion;
  const [option, setOption] = useState(0);
  const [left, setLeft] = useState<readonly number[]>([]);
  const [key] = useState(() => crypto.randomUUID());
  const accept = useAccept(suggestion);
  const reject = useReject(suggestion);
  const hunks = options[option]?.hunks ?? [];
  const taken = hunks.map((_, index) => index).filter((index) => !left.includes(index));
  const mayDecide = mayWrite && suggestion.state === 'open';
  return (
    <>
      {options.length > 1 && (
        <fieldset className="flex flex-col gap-1">
          <legend className="text-sm font-medium">One of {options.length}</legend>
          {options.map((each, index) => (
            <label key={each.text} className="flex items-baseline gap-2 text-sm">
              <input
                type="radio"
                name={`option-${suggestion.id}`}
                checked={option === index}
                onChange={() => {
                  setOption(index);
                  setLeft([]);
                }}
              />
              <span className="min-w-0 font-script whitespace-pre-wrap wrap-anywhere" dir="auto">
                {each.text}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <ol className="flex flex-col gap-2">
        {hunks.map((hunk, index) => (
          <li key={`${option} ${hunk.line}`} className="flex gap-3 rounded-lg border border-line bg-ground px-3 py-2">
            {mayDecide && hunks.length > 1 && (
              <input
                type="checkbox"
                aria-label={`Take the change at line ${suggestion.first_line + hunk.line - 1}`}
                className="mt-1 size-4 shrink-0"
                checked={!left.includes(index)}
                onChange={(event) =>
                  setLeft(event.target.checked ? left.filter((each) => each !== index) : [...left, index])
                }
              />
            )}
            <section
              aria-label={`Change ${index + 1}`}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
              tabIndex={0}
              className="max-h-80 min-w-0 flex-1 overflow-auto text-sm"
            >
              <WordsMarked words={wordsBetween(hunk.removed.join('\n'), hunk.added.join('\n'))} />
            </section>
          </li>
        ))}
      </ol>
      {mayDecide && (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            look="accent"
            busy={accept.isPending}
            disabled={taken.length === 0}
            onClick={() => {
              // Not what `mutate` calls: news of the change may come before its answer, and this is another then.
              void accept
                .mutateAsync({ option, hunks: taken, key: `${key}-${option}-${taken.join('.')}` })
                .then((revision) => {
                  toast(`Revision ${revision.number} has it. What was before can be restored.`);
                  onAccepted(revision);
                })
                .catch(() => undefined); // it is told of below
            }}
          >
            {taken.length === hunks.length ? 'Accept' : `Accept ${countOf(taken.length, 'change')} of ${hunks.length}`}
          </Button>
          <Button busy={reject.isPending} onClick={() => reject.mutate({ reason: null, key: `${key}-reject` })}>
            Reject
          </Button>
        </div>
      )}
      {(accept.error ?? reject.error) && <Failure error={accept.error ?? reject.error} />}
    </>
  );
}
