'use client';
/** The text of a screenplay, to write in. Loaded when somebody opens it: nothing else needs what it is made of. */

import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { complete } from './completion';
import { fountainView, reading, type Told, tell } from './fountain-view';
import { type OutlinedScene, outlineOf } from './outline';

export type EditorHandle = {
  text: () => string;
  /** Another text in its place, as one step that can be undone. */
  replace: (text: string) => void;
  goTo: (line: number) => void;
  /** The lines, from 1, that are selected; where nothing is, the one with the cursor. */
  selected: () => { first: number; last: number };
  undo: () => void;
  redo: () => void;
  find: () => void;
  tell: (told: Told) => void;
  focus: () => void;
};
export type Noticed = { canUndo: boolean; canRedo: boolean; outline: readonly OutlinedScene[]; line: number };

/** After the last key, so that no key waits for what goes on around the text. */
const NOTICED_MS = 180;

export default function Editor({
  text,
  readOnly,
  label,
  onReady,
  onType,
  onNotice,
}: {
  /** As it begins; what comes later comes by `replace`. */
  text: string;
  readOnly: boolean;
  label: string;
  onReady: (handle: EditorHandle) => void;
  onType: () => void;
  onNotice: (noticed: Noticed) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const heard = useRef({ onType, onNotice });
  heard.current = { onType, onNotice };
  const first = useRef({ text, readOnly, label, onReady });
  useEffect(() => {
    const { text, readOnly, label, onReady } = first.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const notice = () => {
      timer = undefined;
      const { state } = view;
      const line = state.doc.lineAt(state.selection.main.head).number;
      heard.current.onNotice({
        canUndo: undoDepth(state) > 0,
        canRedo: redoDepth(state) > 0,
        outline: outlineOf(state.field(reading)),
        line,
      });
    };
    const view = new EditorView({
      parent: place.current as HTMLDivElement,
      state: EditorState.create({
        doc: text,
        extensions: [
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          EditorView.perLineTextDirection.of(true),
          EditorState.readOnly.of(readOnly),
          EditorView.editable.of(!readOnly),
          EditorView.contentAttributes.of({
            'aria-label': label,
            spellcheck: 'true',
            autocapitalize: 'sentences',
            ...(readOnly && { tabindex: '0' }),
          }),
          fountainView,
          autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 60 }),
          search({ top: true }),
          keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) heard.current.onType();
            if ((update.docChanged || update.selectionSet) && timer === undefined)
              timer = setTimeout(notice, NOTICED_MS);
          }),
        ],
      }),
    });
    // What scrolls has to be reached by the keyboard.
    view.scrollDOM.tabIndex = 0;
    notice();
    onReady({
      text: () => view.state.doc.toString(),
      replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
      goTo: (number) => {
        const { from } = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
        view.dispatch({
          selection: { anchor: from },
          effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 24 }),
        });
        view.focus();
      },
      selected: () => {
        const { doc, selection } = view.state;
        const { from, to } = selection.main;
        // A selection that ends before the first letter of a line does not mean that line.
        const end = doc.lineAt(to);
        const last = to > from && end.from === to ? end.number - 1 : end.number;
        return { first: doc.lineAt(from).number, last };
      },
      undo: () => undo(view),
      redo: () => redo(view),
      find: () => openSearchPanel(view),
      tell: (told) => view.dispatch({ effects: tell.of(told) }),
      focus: () => view.focus(),
    });
    return () => {
      clearTimeout(timer);
      view.destroy();
    };
  }, []);
  return <div ref={place} className="script-editor min-h-0 flex-1" />;
}
