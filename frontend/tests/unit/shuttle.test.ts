import { expect, it } from 'vitest';
import { pressed, type Speed } from '@/player/shuttle';

const after = (keys: string): Speed =>
  [...keys].reduce<Speed>((speed, key) => pressed(key as 'j' | 'k' | 'l', speed), 0);

it.each([
  ['l', 1],
  ['ll', 2],
  ['llll', 8],
  ['lllll', 8],
  ['j', -1],
  ['jjj', -4],
  ['lllj', -1],
  ['jjl', 1],
  ['llk', 0],
  ['llkj', -1],
] as const)('%s comes to %d times the speed', (keys, speed) => {
  expect(after(keys)).toBe(speed);
});
