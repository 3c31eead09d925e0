import { describe, expect, it } from 'vitest';
import type { Lineage, SceneLineage } from '@/api/lineage-queries';
import { reasons, staleWords } from '@/film/lineage';
import { KINDS, sentenceOf } from '@/notifications/words';

const scene = (number: string, why: SceneLineage['why'] = []): SceneLineage => ({
  index: 0,
  number,
  now: 0,
  stale: why.length > 0,
  why,
  lines: [],
  shots: [],
});
const lineage = (scenes: SceneLineage[], rest: Partial<Lineage> = {}): Lineage => ({
  production_id: 'p',
  revision: 3,
  newest: 4,
  stale: true,
  scenes,
  added: [],
  score: 'current',
  effects: 'current',
  assembly: 'stale',
  ...rest,
});

describe('what of a film is stale', () => {
  it('is said by scene and reason, and not at all while nothing is', () => {
    expect(staleWords(lineage([scene('1'), scene('12', ['words', 'length'])]))).toBe(
      'Made from revision 3; scene 12 has changed since: it has other words and has another length.',
    );
    expect(staleWords(lineage([scene('1')], { stale: false }))).toBe('');
  });

  it('of many scenes names a few, and those that were added', () => {
    const many = ['1', '2', '3', '4', '5'].map((each) => scene(each, ['look']));
    expect(staleWords(lineage(many, { added: [{ index: 5, number: '6' }] }))).toBe(
      'Made from revision 3; scenes 1, 2, 3 and 2 more have changed since, and scene 6 has been added.',
    );
    expect(staleWords(lineage([]))).toContain('its music or sound');
    expect(reasons(scene('1'))).toBe('has changed');
  });
});

it('whatever somebody is told of has a sentence, also when nobody is known to have done it', () => {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
  expect(new Set(kinds.map((kind) => sentenceOf({ kind, actor: null }))).size).toBe(kinds.length);
  expect(sentenceOf({ kind: 'replied', actor: 'Ida' })).toBe('Ida answered');
});
