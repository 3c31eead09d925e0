'use client';
import { printed, useAllCommands } from './commands';
import { Dialog } from './dialog';

/** `?`: every key that does something on this page. */
export default function KeysHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const keyed = useAllCommands().filter((command) => command.keys?.length);
  const groups = [...new Set(keyed.map((command) => command.group))];
  return (
    <Dialog title="Keys" open={open} onOpenChange={onOpenChange}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <div tabIndex={0} className="flex flex-col gap-5 p-4">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-sm font-semibold">{group}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-sm">
              {keyed
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id} className="contents">
                    <dt className="text-quiet">{command.title}</dt>
                    <dd className="flex justify-end gap-1">
                      {command.keys?.map((key) => (
                        <kbd key={key} className="rounded-md border border-edge px-1.5 font-sans text-xs leading-5">
                          {printed(key)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
