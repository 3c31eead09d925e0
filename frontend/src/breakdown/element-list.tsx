'use client';
import { Check, Pencil, RotateCcw, X } from 'lucide-react';
import type { Element, State } from '@/api/breakdown-queries';
import { Button, IconButton } from '@/components/button';
import { grouped, titleOf } from './breakdown';

export type Acts = {
  decide: (elements: readonly Element[], state: State) => void;
  edit: (element: Element) => void;
  mayWork: boolean;
};

/** The boxes of a sheet: a category each, and nothing where it has no elements. Dashed until somebody confirms. */
export function ElementList({
  elements,
  withDismissed,
  acts,
}: {
  elements: readonly Element[];
  withDismissed: boolean;
  acts: Acts;
}) {
  return (
    <div className="flex flex-col gap-4">
      {grouped(elements, withDismissed).map(({ look, items }) => {
        const waiting = items.filter((each) => each.state === 'suggested');
        return (
          <section key={look.category} aria-label={look.name}>
            <div
              className="mb-1.5 flex min-h-9 items-center gap-2 border-b-2 pb-1"
              style={{ borderColor: look.colour }}
            >
              <span aria-hidden className="rounded-sm border border-edge px-1 text-xs font-semibold">
                {look.letters}
              </span>
              <h3 className="text-sm font-semibold">{look.name}</h3>
              {acts.mayWork && waiting.length > 1 && (
                <Button className="ml-auto" look="quiet" onClick={() => acts.decide(waiting, 'confirmed')}>
                  Confirm {waiting.length}
                  <span className="sr-only"> of {look.name}</span>
                </Button>
              )}
            </div>
            <ul className="flex flex-col gap-1.5">
              {items.map((each) => (
                <Row key={each.id} element={each} colour={look.colour} acts={acts} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

const BORDERS: Record<State, string> = {
  suggested: 'border-dashed border-edge',
  confirmed: 'border-solid border-edge bg-raised',
  dismissed: 'border-dotted border-line text-quiet line-through',
};

function Row({ element, colour, acts }: { element: Element; colour: string; acts: Acts }) {
  const { state } = element;
  const title = titleOf(element);
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        data-element={element.id}
        disabled={!acts.mayWork}
        onClick={() => acts.edit(element)}
        title={element.quote || 'Of the whole scene'}
        className={`flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-lg border px-2.5 py-1 text-left text-sm hover:bg-hover ${BORDERS[state]}`}
      >
        <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: colour }} />
        <bdi className="min-w-0 flex-1 wrap-anywhere">{title}</bdi>
        <span className="shrink-0 text-xs text-quiet no-underline">
          {state === 'suggested' ? 'suggested' : state === 'dismissed' ? 'dismissed' : <ConfirmedMark />}
        </span>
      </button>
      {acts.mayWork && (
        <span className="flex shrink-0">
          {state !== 'confirmed' && (
            <IconButton label={`Confirm ${title}`} hint="C" onClick={() => acts.decide([element], 'confirmed')}>
              <Check aria-hidden className="size-4" />
            </IconButton>
          )}
          {state === 'confirmed' && (
            <IconButton label={`Change ${title}`} hint="E" onClick={() => acts.edit(element)}>
              <Pencil aria-hidden className="size-4" />
            </IconButton>
          )}
          {state === 'dismissed' ? (
            <IconButton label={`Take ${title} back`} onClick={() => acts.decide([element], 'suggested')}>
              <RotateCcw aria-hidden className="size-4" />
            </IconButton>
          ) : (
            <IconButton label={`Dismiss ${title}`} hint="X" onClick={() => acts.decide([element], 'dismissed')}>
              <X aria-hidden className="size-4" />
            </IconButton>
          )}
        </span>
      )}
    </li>
  );
}

function ConfirmedMark() {
  return (
    <>
      <Check aria-hidden className="size-3.5" />
      <span className="sr-only">confirmed</span>
    </>
  );
}
