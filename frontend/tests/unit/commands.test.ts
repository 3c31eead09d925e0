import { expect, it } from 'vitest';
import { nameOf } from '@/components/commands';

const key = (key: string, more: Partial<KeyboardEvent> = {}) =>
  nameOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

it('a key has one name, with Shift or Caps Lock as well', () => {
  expect([key('k'), key('K'), key(' '), key('?'), key('ArrowLeft')]).toEqual(['k', 'k', 'Space', '?', 'ArrowLeft']);
});

it('the system key of a Mac and Ctrl elsewhere are the same', () => {
  expect([key('k', { metaKey: true }), key('k', { ctrlKey: true })]).toEqual(['mod+k', 'mod+k']);
});
