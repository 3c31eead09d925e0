import { describe, expect, it } from 'vitest';
import type { Consent, Sheet } from '@/api/sheet-queries';
import { decidedOf, standingOf } from '@/cast/sheet';

const CONSENT = {
  begins_on: '2026-05-01',
  expires_on: '2026-05-28',
  withdrawn_on: null,
  file_name: 'signed.pdf',
} as Consent;

describe('a consent', () => {
  it.each<[string, Partial<Consent>, string]>([
    ['its last day counts', {}, 'until 2026-05-28'],
    ['the day after', { expires_on: '2026-05-27' }, 'expired on 2026-05-27'],
    ['before its first', { begins_on: '2026-05-29', expires_on: null }, 'begins on 2026-05-29'],
    ['with no end', { expires_on: null }, 'until it is withdrawn'],
    ['with no file', { file_name: null }, 'its file is missing'],
    ['withdrawn, whatever else', { withdrawn_on: '2026-05-02', expires_on: null }, 'withdrawn on 2026-05-02'],
  ])('says where it stands: %s', (_, fields, says) => {
    expect(standingOf({ ...CONSENT, ...fields }, '2026-05-28')).toBe(says);
  });
});

it('what decided a look is told by who decided, the most deliberate first', () => {
  const sheet = { decided_by: { skin: 'seed', hair_style: 'page', hat: 'person', top: 'seed' } } as unknown as Sheet;
  expect(decidedOf(sheet)).toEqual([
    ['Chosen', 'hat'],
    ['On the page', 'hair style'],
    ['By the seed of the name', 'skin, top'],
  ]);
});
