'use client';
/** Hear somebody say a line of the film. One voice at a time. */

import { Square, Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useSpokenLine } from '@/api/cast-queries';
import { inWords } from '@/api/problems';
import { IconButton } from '@/components/button';
import { toast } from '@/components/toasts';

export type Hearing = { name: string; text: string; state: 'fetched' | 'heard' } | null;

/** Plays samples; a second press of the same name ends it, and each press after that is of the next line. */
export function useVoices(productionId: string) {
  const [hearing, setHearing] = useState<Hearing>(null);
  const player = useRef<HTMLAudioElement | null>(null);
  const turn = useRef(0);
  const next = useRef(new Map<string, number>());
  const spoken = useSpokenLine(productionId);
  const stop = () => {
    turn.current += 1;
    player.current?.pause();
    setHearing(null);
  };
  useEffect(() => () => player.current?.pause(), []);
  const hear = async (name: string, samples: readonly { index: number; text: string }[]) => {
    if (hearing?.name === name) return stop();
    stop();
    const mine = turn.current;
    const from = (next.current.get(name) ?? 0) % samples.length;
    next.current.set(name, from + 1);
    const order = [...samples.slice(from), ...samples.slice(0, from)];
    setHearing({ name, text: order[0]?.text ?? '', state: 'fetched' });
    try {
      const { url, index } = await spoken(order.map((each) => each.index));
      if (turn.current !== mine) return;
      const audio = new Audio(url);
      player.current = audio;
      audio.onended = () => turn.current === mine && setHearing(null);
      setHearing({ name, text: order.find((each) => each.index === index)?.text ?? '', state: 'heard' });
      await audio.play();
    } catch (error) {
      if (turn.current !== mine) return;
      setHearing(null);
      toast(inWords(error).detail, { wrong: true });
    }
  };
  return { hearing, hear };
}

export function HearButton({
  name,
  hearing,
  disabled,
  hear,
}: {
  name: string;
  hearing: Hearing;
  disabled: boolean;
  hear: () => void;
}) {
  const isOn = hearing?.name === name;
  return (
    <IconButton label={isOn ? `Stop ${name}` : `Hear ${name}`} disabled={disabled} aria-pressed={isOn} onClick={hear}>
      {isOn ? <Square aria-hidden className="size-4 fill-current" /> : <Volume2 aria-hidden className="size-4.5" />}
    </IconButton>
  );
}
