/** J, K and L: the editor's way to play back and forth, faster with each press. */

/** Times the film's own speed; 0 stands. */
export type Speed = -8 | -4 | -2 | -1 | 0 | 1 | 2 | 4 | 8;

const FASTER: Record<number, Speed> = { 1: 2, 2: 4, 4: 8, 8: 8, [-1]: -2, [-2]: -4, [-4]: -8, [-8]: -8 };

/** The speed after a press: the other way begins at its slowest. */
export function pressed(key: 'j' | 'k' | 'l', speed: Speed): Speed {
  if (key === 'k') return 0;
  const way = key === 'l' ? 1 : -1;
  return speed * way > 0 ? (FASTER[speed] as Speed) : (way as Speed);
}
