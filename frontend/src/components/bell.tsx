'use client';
/** What somebody has not read of, as a number at the top of every page; the list of it on the first press. */

import { Bell as BellIcon } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useUnread } from '@/api/notification-queries';
import { IconButton } from './button';

const Notifications = dynamic(() => import('@/notifications/dialog'), { ssr: false });

export function Bell() {
  const unread = useUnread().data ?? 0;
  const [open, setOpen] = useState(false);
  return (
    <>
      <span className="relative inline-flex">
        <IconButton
          label={unread ? `Notifications, ${unread} not read` : 'Notifications'}
          onClick={() => setOpen(true)}
        >
          <BellIcon aria-hidden className="size-4.5" />
        </IconButton>
        {unread > 0 && (
          <span
            aria-hidden
            data-testid="unread"
            className="pointer-events-none absolute -top-0.5 -right-0.5 grid min-w-4.5 place-items-center rounded-full bg-accent px-1 text-[0.6875rem] font-semibold leading-4.5 text-on-accent"
          >
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </span>
      {open && <Notifications onClose={() => setOpen(false)} />}
    </>
  );
}
