import { expect, it } from 'vitest';
import { screenplayOf } from '@/components/screenplay-file';
import { agoOf, titleOf } from '@/components/words';

it.each([
  ['the-last-ferry.fountain', 'Title: _**The Last Ferry**_\nAuthor: Ada\n', 'The Last Ferry'],
  ['x.fountain', 'title:\n    Die Fähre\n    am Ende\nAuthor: B\n', 'Die Fähre am Ende'],
  ['x.fountain', '\uFEFFTitle: مركب\r\nAuthor: A\r\n', 'مركب'],
  ['low_tide-v2.fountain', 'EXT. HARBOUR - DUSK\n', 'low tide v2'],
  ['.fountain', '', 'Untitled'],
])('a project of %s is called by its title page, else by its file', (filename, head, title) => {
  expect(titleOf(filename, head)).toBe(title);
});

it('a title is no longer than the API takes, and no sign is cut in two', () => {
  expect([...titleOf(`${'🎬'.repeat(300)}.fountain`, '')]).toHaveLength(200);
});

it.each([
  ['empty', new File([], 'a.fountain'), /is empty/],
  ['a picture', new File([new Uint8Array([137, 80, 78, 71, 0, 0])], 'a.png'), /is not a text/],
  ['50 MB', new File([new Uint8Array(50_000_000).fill(65)], 'a.fountain'), /50.0 MB; a screenplay has at most 5 MB/],
])('a file that is %s is refused with what is wrong', async (_what, file, words) => {
  await expect(screenplayOf(file)).rejects.toThrow(words);
});

it('times are near ones in words, and dates later', () => {
  const now = Date.parse('2026-11-27T12:00:00Z');
  expect(agoOf('2026-11-27T11:59:40Z', now)).toBe('just now');
  expect(agoOf('2026-11-27T11:20:00Z', now)).toBe('40 minutes ago');
  expect(agoOf('2026-11-25T12:00:00Z', now)).toBe('2 days ago');
  expect(agoOf('2026-10-01T12:00:00Z', now)).toBe('Oct 1, 2026');
});
