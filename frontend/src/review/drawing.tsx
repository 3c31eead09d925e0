'use client';
import { type PointerEvent, useRef, useState } from 'react';
import type { Stroke } from '@/api/review-queries';
import { MOST_STROKES, type Point, pathOf, strokeOf } from './strokes';

/** Strokes over the picture, wherever its edges are, where it is `height` high and 16 wide; with `color`, what a pointer draws is one more. */
export function Drawing({
  strokes,
  height,
  color = null,
  onDrawn,
}: {
  strokes: readonly Stroke[];
  height: number;
  color?: string | null;
  onDrawn?: (stroke: Stroke) => void;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const [points, setPoints] = useState<readonly Point[]>([]);
  const draws = color !== null && strokes.length < MOST_STROKES;

  const placeOf = (event: PointerEvent): Point | null => {
    const matrix = svg.current?.getScreenCTM();
    if (!matrix) return null;
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return [place.x / 16, place.y / height];
  };
  const follow = (event: PointerEvent) => {
    const place = placeOf(event);
    if (place) setPoints((before) => [...before, place]);
  };
  const begin = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setPoints([]);
    follow(event);
  };
  const end = () => {
    if (points.length > 0 && color) onDrawn?.(strokeOf(points, color));
    setPoints([]);
  };
  const shown = points.length > 0 && color ? [...strokes, strokeOf(points, color)] : strokes;
  return (
    <svg
      ref={svg}
      viewBox={`0 0 16 ${height}`}
      aria-hidden
      data-testid="drawing"
      data-strokes={shown.length}
      onPointerDown={draws ? begin : undefined}
      onPointerMove={points.length > 0 ? follow : undefined}
      onPointerUp={points.length > 0 ? end : undefined}
      onPointerCancel={points.length > 0 ? end : undefined}
      className={`absolute inset-0 size-full ${draws ? 'cursor-crosshair touch-none' : 'pointer-events-none'}`}
    >
      {shown.map((stroke, index) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only added and taken off at the end
          key={index}
          d={pathOf(stroke, height)}
          fill="none"
          stroke={stroke.color}
          strokeWidth={stroke.width * 16}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  );
}
