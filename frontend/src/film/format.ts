import type { components } from '@/api/schema';

export type FilmFormat = components['schemas']['FilmFormat'];

export const FRAME_RATES = ['23.976', 24, 25, '29.97', 30] as const satisfies readonly FilmFormat['frame_rate'][];

/** What each shape is watched on. */
export const SHAPES: Record<FilmFormat['aspect_ratio'], string> = {
  '16:9': '16:9, wide',
  '2.39:1': '2.39:1, cinema',
  '9:16': '9:16, upright',
  '1:1': '1:1, square',
};

export const USUAL: FilmFormat = { frame_rate: 24, aspect_ratio: '16:9', captions: true };

/** Frames that a second really has: a rate with a point is a thousandth slower than it counts. */
export function perSecond({ frame_rate }: Pick<FilmFormat, 'frame_rate'>): number {
  return typeof frame_rate === 'number' ? frame_rate : (Math.round(Number(frame_rate)) * 1000) / 1001;
}

/** How high its picture is where it is 16 wide. */
export function heightOf({ aspect_ratio }: Pick<FilmFormat, 'aspect_ratio'>): number {
  const [across = 16, down = 9] = aspect_ratio.split(':').map(Number);
  return (16 * down) / across;
}

/** As style sheets write it: "16 / 9". */
export function ratioOf({ aspect_ratio }: Pick<FilmFormat, 'aspect_ratio'>): string {
  return aspect_ratio.replace(':', ' / ');
}
