/** The focus among boards of which only those near the window are drawn. */

import { type RefObject, useEffect, useRef } from 'react';
import type { Board } from './boards';

/** Move the focus by so many shots; one that is not drawn yet is scrolled to first. What takes the focus is marked
 * `data-board`, with the shot's index. */
export function useFocus(
  boards: readonly Board[],
  rowOf: (board: Board) => number,
  scrollTo: (row: number) => void,
  whole: RefObject<HTMLElement | null>,
): (by: number) => void {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const element = whole.current?.querySelector<HTMLElement>(`[data-board="${wanted.current}"]`);
    if (!element) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  });
  return (by) => {
    const focused = document.activeElement?.getAttribute('data-board');
    const at = boards.findIndex((board) => String(board.index) === focused);
    // From nowhere to the first, or to the last where that is asked for.
    const to = at < 0 ? (by < boards.length ? 0 : by) : at + by;
    const board = boards[Math.min(boards.length - 1, Math.max(0, to))];
    if (!board) return;
    wanted.current = board.index;
    scrollTo(rowOf(board));
    const element = whole.current?.querySelector<HTMLElement>(`[data-board="${board.index}"]`);
    if (element) {
      wanted.current = null;
      element.focus({ preventScroll: true });
    }
  };
}
