import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepSubtitlesChoice, subtitlesChoice } from '@/player/subtitles-choice';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
});

afterEach(() => vi.unstubAllGlobals());

it('subtitles are off where the picture carries them, and on where nothing else does', () => {
  expect(subtitlesChoice(['animatic'])).toBe(false);
  expect(subtitlesChoice(['something-else'])).toBe(true);
});

it('what somebody chose is kept, both ways', () => {
  keepSubtitlesChoice(true);
  expect(subtitlesChoice(['animatic'])).toBe(true);
  keepSubtitlesChoice(false);
  expect(subtitlesChoice(['something-else'])).toBe(false);
});

it('without storage the usual stands', () => {
  vi.stubGlobal('localStorage', undefined);
  keepSubtitlesChoice(true);
  expect(subtitlesChoice(['animatic'])).toBe(false);
});
