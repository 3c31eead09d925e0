/** A look, drawn: head and shoulders in the colours and the hair of the film. */

import type { Character } from './cast';

type Look = Character['look'];

export function Portrait({ look, className = 'size-14' }: { look: Look; className?: string }) {
  const { skin, hair, top, build } = look;
  const shoulders = 23 * build;
  const hasBack = look.hair_style === 'long' || look.hair_style === 'bob';
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" className={`shrink-0 rounded-lg bg-sunk ${className}`}>
      {hasBack && (
        <path
          fill={hair}
          d={
            look.hair_style === 'long'
              ? 'M17 28a15 17 0 0 1 30 0l3 27H14z'
              : 'M16 28a16 17 0 0 1 32 0v10q0 4-4 4H20q-4 0-4-4z'
          }
        />
      )}
      {look.hair_style === 'bun' && <circle cx="32" cy="8.5" r="5.5" fill={hair} />}
      <path fill={top} d={`M${32 - shoulders} 64q0-15 ${shoulders} -15t${shoulders} 15z`} />
      <path fill={skin} d="M27 40h10v9q-5 5-10 0z" />
      <path fill="#000" opacity="0.14" d="M27 43q5 4 10 0v3q-5 4-10 0z" />
      <ellipse cx="32" cy="29" rx="12" ry="14.5" fill={skin} />
      {look.beard && (
        <path fill={hair} d="M20 31q2 4 6 4 6-2 12 0 4 0 6-4 0 13-12 13T20 31zm8 7q4 2 8 0z" fillRule="evenodd" />
      )}
      {look.hair_style !== 'bald' && <Hair style={look.hair_style} colour={hair} />}
      <circle cx="27.3" cy="29.5" r="1.5" fill="#1b1512" />
      <circle cx="36.7" cy="29.5" r="1.5" fill="#1b1512" />
      <path d="M28 37.5q4 2.6 8 0" fill="none" stroke="#5a231d" strokeWidth="1.4" strokeLinecap="round" />
      {look.glasses && (
        <g fill="none" stroke="#1b1512" strokeWidth="1.2">
          <circle cx="27" cy="29.5" r="4" />
          <circle cx="37" cy="29.5" r="4" />
          <path d="M31 29.5h2" />
        </g>
      )}
    </svg>
  );
}

function Hair({ style, colour }: { style: Look['hair_style']; colour: string }) {
  if (style === 'curly') {
    const curls = [
      [21, 24],
      [23, 18],
      [28, 14.5],
      [34, 13.5],
      [40, 16.5],
      [43, 22],
    ];
    return (
      <g fill={colour}>
        {curls.map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r="5" />
        ))}
      </g>
    );
  }
  const fringe =
    style === 'short'
      ? 'M19.5 27q-1-14 12.5-14t12.5 14q-2-6-5-7.5-8 2-14.5 0-4 1.5-5.5 7.5z'
      : 'M19.5 28q-1-15 12.5-15t12.5 15q-3-8-9-9-9 0-16 9z';
  return <path fill={colour} d={fringe} />;
}
