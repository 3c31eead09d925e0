import { expect, it } from 'vitest';
import { firstInWords, firstOf, inWords, type Problem, ProblemError } from '@/api/problems';

const AT = '2026-06-03T10:00:00Z';

function late(changed_by: object | undefined, status = 412): ProblemError {
  const more = changed_by && { changed_by, changed_at: AT };
  const type = 'urn:film-studio:problem:changed-meanwhile';
  const detail = 'header.If-Match: this was changed since you saw it';
  return new ProblemError({ type, status, title: 'Changed meanwhile', detail, instance: '/x', ...more } as Problem);
}

const words = (by: object) => firstInWords(firstOf(late(by)), Date.parse('2026-06-03T10:02:00Z'));

it('who comes too late reads who was first, and when', () => {
  expect(words({ kind: 'member', name: 'Ida', is_you: false })).toBe('Ida changed this 2 minutes ago.');
  expect(words({ kind: 'key', name: null, is_you: false })).toBe('A program changed this 2 minutes ago.');
  expect(words({ kind: 'member', name: 'Ida', is_you: true })).toBe(
    'You changed this yourself elsewhere 2 minutes ago.',
  );
  expect(inWords(late({ kind: 'member', name: 'Ida', is_you: false })).detail).toContain('Ida changed this');
});

it('where it is not known who was first, nobody is named', () => {
  expect(firstOf(late(undefined))).toBeNull();
  expect(firstOf(late({ kind: 'member', name: 'Ida', is_you: false }, 409))).toBeNull();
  expect(firstInWords(null)).toContain('Somebody else');
  expect(inWords(late(undefined)).title).toBe('Changed meanwhile');
});
