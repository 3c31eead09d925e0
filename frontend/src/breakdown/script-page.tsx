'use client';
import type { Element, Sheet } from '@/api/breakdown-queries';
import { lookOf, piecesOf } from './breakdown';

const INDENTS: Record<string, string> = {
  cue: 'pl-[25%] pt-3',
  parenthetical: "pl-[18%] pr-[10%] before:content-['('] after:content-[')']",
  dialogue: 'pl-[10%] pr-[12%]',
  lyric: 'pl-[10%] pr-[12%] italic',
  transition: 'pt-3 text-end',
  action: 'pt-3',
};

/** The text of a scene, with the words that its elements are named by. A word leads to its element. */
export function ScriptPage({ sheet, goTo }: { sheet: Sheet; goTo: (id: string) => void }) {
  return (
    <section aria-label="Text of the scene" className="min-w-0 rounded-lg border border-line bg-field p-4 sm:p-6">
      <h3 className="font-script font-bold wrap-anywhere">
        <bdi>{sheet.heading ?? 'Before the first heading'}</bdi>
      </h3>
      <div className="font-script leading-relaxed">
        {sheet.paragraphs.map((paragraph) => (
          <p
            key={`${paragraph.line} ${paragraph.kind}`}
            data-line={paragraph.line}
            dir="auto"
            className={`whitespace-pre-line wrap-anywhere ${INDENTS[paragraph.kind] ?? ''}`}
          >
            {piecesOf(paragraph, sheet.elements).map(({ text, element }, index) =>
              element ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: stretches of a text have no other name
                <Marked key={index} text={text} element={element} goTo={goTo} />
              ) : (
                text
              ),
            )}
          </p>
        ))}
      </div>
    </section>
  );
}

function Marked({ text, element, goTo }: { text: string; element: Element; goTo: (id: string) => void }) {
  const { colour, letters, line, name } = lookOf(element.category);
  return (
    <button
      type="button"
      tabIndex={-1}
      title={`${name}: ${element.name}, ${element.state}`}
      onClick={() => goTo(element.id)}
      className="text-left underline decoration-2 underline-offset-4 select-text hover:bg-hover"
      style={{
        textDecorationColor: colour,
        textDecorationStyle: element.state === 'suggested' ? 'dashed' : line,
      }}
    >
      {text}
      <sup aria-hidden className="pl-0.5 font-sans text-[0.6rem] no-underline select-none">
        {letters}
      </sup>
    </button>
  );
}
