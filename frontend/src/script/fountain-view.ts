/** How a screenplay looks while it is written: each line set by its kind, marks dimmed, pages and remarks at their line.
 * The text itself is never touched. */

import { type EditorState, type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view';
import { KINDS, kindOf, type Reading, read, readAgain } from '@/fountain/lines';

/** What each line is, kept along with every change. */
export const reading = StateField.define<Reading>({
  create: (state) => read(state.doc.toString()),
  update(before, transaction) {
    if (!transaction.docChanged) return before;
    const { startState, newDoc, changes } = transaction;
    let [from, to, end] = [Number.POSITIVE_INFINITY, 0, 0];
    changes.iterChangedRanges((fromA, toA, _fromB, toB) => {
      from = Math.min(from, fromA);
      to = Math.max(to, toA);
      end = Math.max(end, toB);
    });
    const lineOf = (state: { lineAt(position: number): { number: number } }, at: number) => state.lineAt(at).number - 1;
    return readAgain(before, newDoc.toString(), {
      from: lineOf(startState.doc, from),
      to: lineOf(startState.doc, to),
      now: lineOf(newDoc, end),
    });
  },
});

const LINES = KINDS.map((kind) => Decoration.line({ class: `f-${kind}`, attributes: { dir: 'auto' } }));
const MARK = Decoration.mark({ class: 'f-mark' });
const NOTE = Decoration.mark({ class: 'f-inner-note' });
const STYLES = {
  '***': Decoration.mark({ class: 'f-bold f-italic' }),
  '**': Decoration.mark({ class: 'f-bold' }),
  '*': Decoration.mark({ class: 'f-italic' }),
  _: Decoration.mark({ class: 'f-underline' }),
} as const;
/** A note, or a pair of marks that hugs what it marks; a backslash frees a mark from its meaning. */
const INLINE = /\[\[[^\]]*\]\]|\/\*.*?\*\/|(?<!\\)(\*{1,3}|_)(?=\S)((?:[^*_\\]|\\.)*?[^\s*_\\])\1/g;
const PLAIN = new Set(['title', 'note', 'boneyard', 'section', 'synopsis']);

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { doc } = view.state;
  const known = view.state.field(reading);
  for (const { from, to } of view.visibleRanges) {
    for (let number = doc.lineAt(from).number; number <= doc.lineAt(to).number; number++) {
      const line = doc.line(number);
      builder.add(line.from, line.from, LINES[known.kinds[number - 1] ?? 0] as Decoration);
      if (!PLAIN.has(kindOf(known, number - 1))) within(line.text, line.from, builder);
    }
  }
  return builder.finish();
}

function within(text: string, from: number, builder: RangeSetBuilder<Decoration>): void {
  if (!/[*_[]/.test(text)) return;
  for (const match of text.matchAll(INLINE)) {
    const start = from + match.index;
    const end = start + match[0].length;
    const mark = match[1] as keyof typeof STYLES | undefined;
    if (!mark) builder.add(start, end, NOTE);
    else {
      builder.add(start, start + mark.length, MARK);
      builder.add(start + mark.length, end - mark.length, STYLES[mark]);
      builder.add(end - mark.length, end, MARK);
    }
  }
}

const lineLooks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export type Told = { pageStarts: readonly number[]; remarks: readonly { line: number; text: string }[] };
/** What the API says of the text: pages and remarks, by their lines. */
export const tell = StateEffect.define<Told>();

class RemarkWidget extends WidgetType {
  constructor(readonly text: string) {
    super();
  }
  override eq(other: RemarkWidget): boolean {
    return other.text === this.text;
  }
  toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = 'f-remark';
    element.setAttribute('role', 'note');
    element.textContent = this.text;
    return element;
  }
}

const told = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(tell)) now = toldLooks(transaction.state, effect.value);
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function toldLooks(state: EditorState, { pageStarts, remarks }: Told): DecorationSet {
  const line = (number: number) => state.doc.line(Math.min(Math.max(1, number), state.doc.lines));
  return Decoration.set(
    [
      ...pageStarts.map((number, index) =>
        Decoration.line({ class: 'f-page-start', attributes: { 'data-page': `${index + 2}` } }).range(
          line(number).from,
        ),
      ),
      ...remarks.map(({ line: number, text }) =>
        Decoration.widget({ widget: new RemarkWidget(text), side: 1 }).range(line(number).to),
      ),
    ],
    true,
  );
}

export const fountainView: Extension = [reading, lineLooks, told];
