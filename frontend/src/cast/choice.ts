/** What somebody chooses for a character, as the panel has it. */

import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type ChosenVoice = Schemas['ChosenVoice'];
export type SpeakingVoice = Schemas['SpeakingVoice'];
type NeuralVoice = Schemas['KokoroVoice'];

/** A voice in the terms of the panel: a name, perhaps a second one, and its share. */
export function voiceAsChosen(voice: NeuralVoice): ChosenVoice {
  const [first, second] = voice.blend;
  return {
    name: first?.name ?? '',
    second: second?.name ?? null,
    share: second ? Math.min(1, Math.max(0, second.share)) : 0.5,
    speed: voice.speed ?? 1,
    pitch: voice.pitch ?? 1,
  };
}

/** "Emma": the name without its language and sex. */
export function nameOfVoice(name: string): string {
  const bare = name.slice(3);
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** "Women, en-GB" → its voices, in the order in which they came: those first that are heard best. */
export function grouped(voices: readonly SpeakingVoice[]): Map<string, SpeakingVoice[]> {
  const groups = new Map<string, SpeakingVoice[]>();
  const languages = new Intl.DisplayNames(['en'], { type: 'language' });
  for (const voice of voices) {
    const accent = languages.of(voice.accent) ?? voice.accent;
    const name = `${voice.sex === 'female' ? 'Women' : 'Men'}, ${accent}${voice.foreign ? ' (with an accent)' : ''}`;
    groups.set(name, [...(groups.get(name) ?? []), voice]);
  }
  return groups;
}
