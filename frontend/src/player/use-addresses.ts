'use client';
import { useCallback, useRef, useState } from 'react';
import type { Deliverables } from '@/api/queries';

/** A file that breaks again so soon after it was fetched anew is broken itself. */
const RENEWAL_MS = 5_000;

/** The addresses that the player uses. They stay while they work, although newer ones come: another address would load
 * the film again. One that has ended is asked for anew, once; what then still breaks is gone. */
export function useAddresses(deliverables: Deliverables, renew: Renew) {
  const [used, setUsed] = useState(() => ({ ...addressesOf(deliverables), attempt: 0 }));
  const [gone, setGone] = useState(false);
  const last = useRef(0);
  const again = useCallback(() => {
    last.current = Date.now();
    void renew().then(({ data }) => {
      if (data) setUsed(({ attempt }) => ({ ...addressesOf(data), attempt: attempt + 1 }));
      setGone(!data);
    });
  }, [renew]);
  const broke = useCallback(() => {
    if (Date.now() - last.current < RENEWAL_MS) setGone(true);
    else again();
  }, [again]);
  return { ...used, gone, broke, again };
}

export type Renew = () => Promise<{ data?: Deliverables }>;

function addressesOf({ items }: Deliverables) {
  const find = (start: string) => items.find((item) => item.media_type.startsWith(start))?.url ?? null;
  return { videoUrl: find('video/mp4'), subtitlesUrl: find('text/vtt'), posterUrl: find('image/jpeg') };
}
