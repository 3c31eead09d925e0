'use client';
/** Choose somebody's voice and look, hear the voice before it is kept, lock what was cast, or give it back. */

import { type FormEvent, useEffect, useRef, useState } from 'react';
import { sampleOf, useCharacter, useRecast, useSpeakingVoices } from '@/api/cast-queries';
import { firstInWords, inWords, ProblemError } from '@/api/problems';
import type { components } from '@/api/schema';
import { Button } from '@/components/button';
import { ConfirmButton } from '@/components/confirm-button';
import { conflictOf } from '@/components/conflict';
import { Field } from '@/components/field';
import { Select } from '@/components/select';
import { Shown } from '@/components/states';
import { type ChosenVoice, grouped, nameOfVoice, type SpeakingVoice, voiceAsChosen } from './choice';
import { Portrait } from './portrait';
import { Worn } from './worn';

type Schemas = components['schemas'];
type Look = Schemas['Look'];
const HAIR: readonly Look['hair_style'][] = ['bald', 'short', 'curly', 'bob', 'long', 'bun'];
const COLOURS: readonly ['skin' | 'hair' | 'top' | 'bottom', string][] = [
  ['skin', 'Skin'],
  ['hair', 'Hair'],
  ['top', 'Top'],
  ['bottom', 'Bottom'],
];

export function Recast({
  characterId,
  revisionId,
  close,
}: {
  characterId: string;
  revisionId: string;
  close: () => void;
}) {
  const character = useCharacter(characterId);
  const voices = useSpeakingVoices(revisionId);
  return (
    <div className="p-4">
      <Shown of={character}>
        {(seen) => (
          <Shown of={voices}>
            {(speaking) => <Panel key={seen.id} first={seen} speaking={speaking} close={close} />}
          </Shown>
        )}
      </Shown>
    </div>
  );
}

/** What is written here stays while somebody else changes the same: then saving is refused, and theirs is offered. */
function Panel({
  first,
  speaking,
  close,
}: {
  first: Schemas['CastCharacter'];
  speaking: Schemas['SpeakingVoices'];
  close: () => void;
}) {
  const recast = useRecast();
  const [seen, setSeen] = useState(first);
  const [voice, setVoice] = useState(seen.neural_voice && voiceAsChosen(seen.neural_voice));
  const [look, setLook] = useState<Look>(seen.look);
  const [voiceChosen, setVoiceChosen] = useState(seen.voice_chosen);
  const [lookChosen, setLookChosen] = useState(seen.look_chosen);
  const [locked, setLocked] = useState(seen.locked);
  const conflict = conflictOf<Schemas['CastCharacter']>(recast.error);
  const begin = (present: Schemas['CastCharacter']) => {
    setSeen(present);
    setVoice(present.neural_voice && voiceAsChosen(present.neural_voice));
    setLook(present.look);
    setVoiceChosen(present.voice_chosen);
    setLookChosen(present.look_chosen);
    setLocked(present.locked);
  };
  const keep = (chosen: Schemas['CastingUpdate'] | null) => recast.mutate({ seen, chosen }, { onSuccess: begin });
  const send = (event: FormEvent) => {
    event.preventDefault();
    keep({ voice: voiceChosen ? voice : null, look: lookChosen ? look : null, locked });
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-5">
      {seen.lines > 0 && (
        <fieldset className="flex flex-col gap-3">
          <legend className="pb-2 font-semibold">Voice</legend>
          {!speaking.in_use && (
            <p className="text-sm text-quiet">
              {speaking.items.length > 0
                ? 'The synthesiser speaks films here, and samples too. What is chosen is kept for when neural voices do.'
                : 'No neural voice speaks the language of this film: the synthesiser does.'}
            </p>
          )}
          {voice && (
            <Voices
              voice={voice}
              speaking={speaking.items}
              choose={(changes) => {
                setVoice({ ...voice, ...changes });
                setVoiceChosen(true);
              }}
            />
          )}
          <Sample characterId={seen.id} voice={voice} />
          {seen.sounds_like.length > 0 && (
            <p role="status" className="text-sm text-bad">
              Sounds like <bdi>{seen.sounds_like.join(', ')}</bdi>: choose another voice, or another pitch.
            </p>
          )}
        </fieldset>
      )}
      <fieldset className="flex flex-col gap-3">
        <legend className="pb-2 font-semibold">Look</legend>
        <Looks
          look={look}
          choose={(changes) => {
            setLook({ ...look, ...changes });
            setLookChosen(true);
          }}
        />
      </fieldset>
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={locked}
          onChange={() => setLocked(!locked)}
          className="size-4 accent-[#e5b567]"
        />
        Locked: stays as it is, whatever a new revision says
      </label>
      {conflict ? (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-sm text-bad">
          <bdi>{firstInWords(conflict.first)}</bdi>
          {conflict.changed.length > 0 && ` What is other now: ${conflict.changed.join(', ').replaceAll('_', ' ')}.`}{' '}
          Nothing was overwritten.
          <Button
            onClick={() => {
              begin(conflict.current);
              recast.reset();
            }}
          >
            Show what they chose
          </Button>
        </div>
      ) : (
        recast.error && (
          <p role="alert" className="text-sm text-bad">
            {recast.error instanceof ProblemError ? recast.error.problem.detail : inWords(recast.error).detail}
          </p>
        )
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="accent" busy={recast.isPending}>
          Save
        </Button>
        {(seen.voice_chosen || seen.look_chosen || seen.locked) && (
          <ConfirmButton
            label="Give back to casting"
            ask="Give it back?"
            of={seen.name}
            busy={recast.isPending}
            onConfirm={() => keep(null)}
          />
        )}
        <Button look="quiet" onClick={close}>
          Close
        </Button>
        <p role="status" className="self-center text-sm text-quiet">
          {seen.voice_chosen || seen.look_chosen ? 'Chosen by somebody.' : 'As cast.'}
        </p>
      </div>
    </form>
  );
}

function Voices({
  voice,
  speaking,
  choose,
}: {
  voice: ChosenVoice;
  speaking: readonly SpeakingVoice[];
  choose: (changes: Partial<ChosenVoice>) => void;
}) {
  const options = [...grouped(speaking)].map(([group, voices]) => (
    <optgroup key={group} label={group}>
      {voices.map(({ name }) => (
        <option key={name} value={name}>
          {nameOfVoice(name)}
        </option>
      ))}
    </optgroup>
  ));
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Select label="Voice" value={voice.name} onChange={(event) => choose({ name: event.target.value })}>
        {options}
      </Select>
      <Select
        label="Blended with"
        value={voice.second ?? ''}
        onChange={(event) => choose({ second: event.target.value || null })}
      >
        <option value="">Nobody</option>
        {options}
      </Select>
      {voice.second && (
        <Slider
          label={`Share of ${nameOfVoice(voice.second)}`}
          value={voice.share ?? 0.5}
          min={0}
          max={1}
          choose={(share) => choose({ share })}
        />
      )}
      <Slider label="Speed" value={voice.speed ?? 1} min={0.75} max={1.2} choose={(speed) => choose({ speed })} />
      <Slider label="Pitch" value={voice.pitch ?? 1} min={0.8} max={1.3} choose={(pitch) => choose({ pitch })} />
    </div>
  );
}

function Slider({
  label,
  value,
  min,
  max,
  choose,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  choose: (value: number) => void;
}) {
  return (
    <label className="flex flex-col gap-1 text-sm font-medium">
      <span>
        {label} <span className="text-quiet tabular-nums">{value.toFixed(2)}</span>
      </span>
      <input
        type="range"
        min={min}
        max={max}
        step={0.01}
        value={value}
        onChange={(event) => choose(event.target.valueAsNumber)}
        className="min-h-10 w-full accent-[#e5b567]"
      />
    </label>
  );
}

function Sample({ characterId, voice }: { characterId: string; voice: ChosenVoice | null }) {
  const [state, setState] = useState<'quiet' | 'spoken' | 'heard'>('quiet');
  const [wrong, setWrong] = useState('');
  const begun = useRef<AbortController | null>(null);
  const player = useRef<HTMLAudioElement | null>(null);
  const stop = () => {
    begun.current?.abort();
    player.current?.pause();
    setState('quiet');
  };
  useEffect(
    () => () => {
      begun.current?.abort();
      player.current?.pause();
    },
    [],
  );
  const hear = async () => {
    stop();
    setWrong('');
    setState('spoken');
    const mine = new AbortController();
    begun.current = mine;
    try {
      const audio = new Audio(await sampleOf(characterId, voice, mine.signal));
      if (mine.signal.aborted) return;
      player.current = audio;
      audio.onended = () => setState('quiet');
      setState('heard');
      await audio.play();
    } catch (error) {
      if (mine.signal.aborted) return;
      setState('quiet');
      setWrong(inWords(error).detail);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button onClick={() => (state === 'quiet' ? void hear() : stop())}>
        {state === 'quiet' ? 'Hear it' : 'Stop'}
      </Button>
      <p role="status" className="text-sm text-quiet">
        {state === 'spoken' ? 'A line is being spoken…' : state === 'heard' ? 'Playing' : ''}
      </p>
      {wrong && (
        <p role="alert" className="w-full text-sm text-bad">
          {wrong}
        </p>
      )}
    </div>
  );
}

function Looks({ look, choose }: { look: Look; choose: (changes: Partial<Look>) => void }) {
  return (
    <div className="flex gap-4">
      <Portrait look={look} className="size-24" />
      <div className="grid min-w-0 flex-1 grid-cols-2 gap-3">
        {COLOURS.map(([part, name]) => (
          <Field
            key={part}
            label={name}
            type="color"
            value={look[part]}
            onChange={(event) => choose({ [part]: event.target.value })}
          />
        ))}
        <Select
          label="Hair is"
          value={look.hair_style}
          onChange={(event) => choose({ hair_style: event.target.value as Look['hair_style'] })}
        >
          {HAIR.map((style) => (
            <option key={style}>{style}</option>
          ))}
        </Select>
        <div className="flex flex-col justify-end gap-2 text-sm">
          {(['beard', 'glasses'] as const).map((each) => (
            <label key={each} className="flex items-center gap-2 capitalize">
              <input
                type="checkbox"
                checked={look[each] ?? false}
                onChange={() => choose({ [each]: !look[each] })}
                className="size-4 accent-[#e5b567]"
              />
              {each}
            </label>
          ))}
        </div>
        <div className="col-span-2">
          <Worn worn={look} choose={choose} />
        </div>
        <Slider label="Height" value={look.height} min={0.6} max={1.15} choose={(height) => choose({ height })} />
        <Slider label="Build" value={look.build} min={0.8} max={1.3} choose={(build) => choose({ build })} />
      </div>
    </div>
  );
}
