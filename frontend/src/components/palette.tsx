'use client';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useEffect, useId, useState } from 'react';
import { useProjects } from '@/api/queries';
import { type Command, printed, useAllCommands } from './commands';
import { Dialog } from './dialog';

/** ⌘K: every command of the page and every project, by its name. */
export default function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const router = useRouter();
  const commands = useAllCommands();
  const searched = useDeferredValue(text.trim());
  const projects = useProjects(searched);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (title: string) => words.every((word) => title.toLowerCase().includes(word));
  const found: Command[] = [
    ...commands.filter(({ id, title, group }) => id !== 'palette' && fits(`${group} ${title}`)),
    ...(projects.data?.pages.flatMap((page) => page.items) ?? []).slice(0, 8).map((project) => ({
      id: project.id,
      title: project.title,
      group: 'Projects',
      run: () => router.push(`/project/?id=${project.id}`),
    })),
  ];
  const chosen = Math.min(at, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onOpenChange(false);
    // After the window has given the focus back, so that a command may take it.
    setTimeout(command.run);
  };
  useEffect(
    () => void document.getElementById(`${list}-${chosen}`)?.scrollIntoView({ block: 'nearest' }),
    [list, chosen],
  );
  return (
    <Dialog title="Commands and projects" titleHidden open={open} onOpenChange={onOpenChange}>
      <input
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={found.length ? `${list}-${chosen}` : undefined}
        aria-label="Commands and projects"
        placeholder="Type a command or a project"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setAt((chosen + step + found.length) % Math.max(1, found.length));
          } else if (event.key === 'Enter') {
            event.preventDefault();
            run(found[chosen]);
          }
        }}
        className="w-full border-b border-line bg-transparent px-4 py-3.5 text-base outline-none"
      />
      <div id={list} role="listbox" aria-label="Found" className="p-1.5">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus
          <div
            key={command.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => run(command)}
            onPointerMove={() => setAt(index)}
            className={`flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 ${index === chosen ? 'bg-hover' : ''}`}
          >
            <span className="min-w-0 flex-1 truncate">{command.title}</span>
            <span className="text-xs text-quiet">{command.keys?.[0] ? printed(command.keys[0]) : command.group}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-4 pb-4 text-sm text-quiet">Nothing is called that.</p>}
    </Dialog>
  );
}
