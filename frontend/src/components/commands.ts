'use client';
/** What can be done on the page that is shown: by a key, and by its name in the palette. One list for both, so that
 * the page of keys is true. */

import { useEffect, useRef, useSyncExternalStore } from 'react';

export type Command = {
  /** Unique on a page. */
  id: string;
  /** As in a menu: "Next frame". */
  title: string;
  group: string;
  /** One key ("k", "Space", "?"), with the system's key ("mod+k"), or two in a row ("g w"). Several are choices. */
  keys?: readonly string[];
  run: () => void;
};

/** Between two keys in a row, at most. */
const SEQUENCE_MS = 1200;

let lists: readonly (readonly Command[])[] = [];
let all: readonly Command[] = [];
const listeners = new Set<() => void>();

function become(next: readonly (readonly Command[])[]): void {
  lists = next;
  all = lists.flat();
  for (const listener of listeners) listener();
}

/** Offer these as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const now = useRef(commands);
  now.current = commands;
  const names = commands.map(({ id, title }) => `${id} ${title}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they do is read when they are done
  useEffect(() => {
    const list = now.current.map((command) => ({
      ...command,
      run: () => now.current.find((each) => each.id === command.id)?.run(),
    }));
    become([...lists, list]);
    return () => become(lists.filter((each) => each !== list));
  }, [names]);
}

const NONE: readonly Command[] = [];

export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
    () => NONE,
  );
}

/** The name of a pressed key, as commands write it. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${key}`;
}

/** Whether a key belongs to what has the focus: letters to a text, Space to a button, arrows to a slider. */
function belongsTo(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement) || name.startsWith('mod+')) return false;
  if (target.isContentEditable || target.closest('[role="dialog"]')) return true;
  if (target instanceof HTMLInputElement && target.type === 'range')
    return name.startsWith('Arrow') || name === 'Home' || name === 'End';
  if (target.matches('input, textarea, select')) return true;
  return name === 'Space' && target.closest('button, a, summary') !== null;
}

/** Listen for the keys of all commands. Once a page. */
export function useKeys(): void {
  useEffect(() => {
    let first = '';
    let at = 0;
    const press = (event: KeyboardEvent) => {
      const name = nameOf(event);
      if (event.defaultPrevented || belongsTo(event.target, name)) return;
      const pair = event.timeStamp - at < SEQUENCE_MS ? `${first} ${name}` : name;
      // What is nearest to the page that is shown goes before what the whole site offers.
      const found =
        all.findLast((each) => each.keys?.includes(pair)) ?? all.findLast((each) => each.keys?.includes(name));
      first = name;
      at = event.timeStamp;
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

/** A key as it is printed on it. */
export function printed(key: string): string {
  const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);
  const names: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };
  return key
    .split(' ')
    .map((part) =>
      part
        .replace(/^mod\+/, isMac ? '⌘' : 'Ctrl ')
        .replace(/[A-Za-z]+$/, (word) => names[word] ?? (word.length === 1 ? word.toUpperCase() : word)),
    )
    .join(' then ');
}
