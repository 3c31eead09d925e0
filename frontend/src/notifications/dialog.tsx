'use client';
/** What somebody is told of, the newest first, each with its place; and what they choose to be told of. */

import Link from 'next/link';
import { useState } from 'react';
import {
  type Notification,
  type NotificationKind,
  type NotificationSettings,
  useChooseNotifications,
  useNotificationSettings,
  useNotifications,
  useReadNotifications,
} from '@/api/notification-queries';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Empty, Shown } from '@/components/states';
import { useSession } from '@/components/studio';
import { agoOf } from '@/components/words';
import { KINDS, sentenceOf } from './words';

export default function Notifications({ onClose }: { onClose: () => void }) {
  const [choosing, setChoosing] = useState(false);
  const session = useSession();
  const isPerson = session.status === 'signed-in' && session.current.person !== null;
  return (
    <Dialog title={choosing ? 'What you are told of' : 'Notifications'} open onOpenChange={onClose}>
      {isPerson ? (
        <div className="flex flex-col gap-3 p-4">
          {choosing ? <Choice /> : <List onClose={onClose} />}
          <Button look="quiet" className="self-start" onClick={() => setChoosing(!choosing)}>
            {choosing ? 'Back to the list' : 'Choose what you are told of'}
          </Button>
        </div>
      ) : (
        <p className="p-4 text-quiet">
          A key is told of nothing here. Sign in as a person, or make a webhook for a program.
        </p>
      )}
    </Dialog>
  );
}

function List({ onClose }: { onClose: () => void }) {
  const list = useNotifications();
  const read = useReadNotifications();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (each: Notification) => {
    if (!each.read) read.mutate([each.id]);
    onClose();
  };
  return (
    <Shown of={list}>
      {() =>
        items.length === 0 ? (
          <Empty>Nothing yet. You are told here of tasks that you get, of answers, and of your films.</Empty>
        ) : (
          <>
            <Button
              look="quiet"
              className="self-end"
              busy={read.isPending}
              disabled={items.every((each) => each.read)}
              onClick={() => read.mutate(null)}
            >
              All are read
            </Button>
            <ul className="flex flex-col divide-y divide-line">
              {items.map((each) => (
                <li key={each.id}>
                  <Link
                    href={each.path}
                    onClick={() => go(each)}
                    className="flex gap-3 rounded-lg px-2 py-2.5 hover:bg-hover"
                  >
                    <span aria-hidden className={`mt-2 size-2 shrink-0 rounded-full ${each.read ? '' : 'bg-accent'}`} />
                    <span className="flex min-w-0 flex-col">
                      <span className={each.read ? '' : 'font-semibold'}>
                        <bdi>{sentenceOf(each)}</bdi>
                        {!each.read && <span className="sr-only"> (not read)</span>}
                      </span>
                      <bdi className="line-clamp-2 break-words text-sm">{each.words}</bdi>
                      <span className="text-sm text-quiet">
                        {each.project && <bdi>{each.project} · </bdi>}
                        {agoOf(each.created_at)}
                      </span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
            {list.hasNextPage && (
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show older ones
              </Button>
            )}
          </>
        )
      }
    </Shown>
  );
}

function Choice() {
  const settings = useNotificationSettings();
  const choose = useChooseNotifications();
  const put = (seen: NotificationSettings, where: 'page' | 'mail', kind: NotificationKind) => {
    const without = seen[where].filter((each) => each !== kind);
    const next = without.length < seen[where].length ? without : [...seen[where], kind];
    choose.mutate({ seen, page: seen.page, mail: seen.mail, [where]: next });
  };
  return (
    <Shown of={settings}>
      {(seen) => (
        <table className="w-full text-sm">
          <caption className="pb-2 text-left text-quiet">
            By mail you are told of several things together, and only of what you have not read here.
          </caption>
          <thead>
            <tr className="text-left text-quiet">
              <th className="py-1 font-normal">When</th>
              <th className="w-16 text-center font-normal">Here</th>
              <th className="w-16 text-center font-normal">Mail</th>
            </tr>
          </thead>
          <tbody>
            {(Object.keys(KINDS) as NotificationKind[]).map((kind) => (
              <tr key={kind} className="border-t border-line">
                <th scope="row" className="py-2 text-left font-normal">
                  {KINDS[kind]}
                </th>
                {(['page', 'mail'] as const).map((where) => (
                  <td key={where} className="text-center">
                    <input
                      type="checkbox"
                      aria-label={`${KINDS[kind]}: ${where === 'page' ? 'here' : 'by mail'}`}
                      checked={seen[where].includes(kind) && seen.page.includes(kind)}
                      disabled={choose.isPending || (where === 'mail' && !seen.page.includes(kind))}
                      onChange={() => put(seen, where, kind)}
                      className="size-4 accent-[#e5b567]"
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Shown>
  );
}
