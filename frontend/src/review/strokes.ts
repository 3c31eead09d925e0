/** A drawing over the picture as data: what the API takes of it. */

import type { Stroke } from '@/api/review-queries';

export type Point = readonly [number, number];

const MOST_POINTS = 200;
export const MOST_STROKES = 24;
export const WIDTH = 0.004;
export const COLORS = ['#e5b567', '#ff6b5e', '#5ec8ff', '#ffffff'] as const;

/** What is drawn, with no more points than can be kept: those stay that are furthest from the line without them. */
export function strokeOf(points: readonly Point[], color: string): Stroke {
  let kept = points.map(([x, y]) => [within(x), within(y)] as [number, number]);
  for (let near = 0.0005; kept.length > MOST_POINTS; near *= 2) kept = simpler(kept, near);
  return { points: kept, color, width: WIDTH };
}

const within = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000;

/** Without the points that lie nearer to the line through those that stay (Ramer, Douglas and Peucker). */
function simpler(points: [number, number][], near: number): [number, number][] {
  const stays = new Set([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [first, last] = next;
    let furthest = -1;
    let distance = near;
    for (let index = first + 1; index < last; index++) {
      const away = fromLine(points[index] as Point, points[first] as Point, points[last] as Point);
      if (away > distance) [furthest, distance] = [index, away];
    }
    if (furthest < 0) continue;
    stays.add(furthest);
    open.push([first, furthest], [furthest, last]);
  }
  return points.filter((_, index) => stays.has(index));
}

function fromLine([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((by - ay) * x - (bx - ax) * y + bx * ay - by * ax) / length;
}

/** The path of a stroke in a picture that is 16 wide. A point alone is a dot. */
export function pathOf({ points }: Pick<Stroke, 'points'>, height: number): string {
  const placed = points.map(([x = 0, y = 0]) => `${x * 16} ${y * height}`);
  return `M${placed[0]}L${(placed.length > 1 ? placed.slice(1) : placed).join(' ')}`;
}
