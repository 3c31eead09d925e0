/** Frames are whole numbers, as the API counts them; times in seconds are made from them, never the other way round
 * without rounding down. */

export type FrameRate = { num: number; den: number };

/** Where a player has to seek, in seconds, to show a frame: its middle, because its edge may show the one before. */
export function secondsOf(frame: number, rate: FrameRate): number {
  return ((frame + 0.5) * rate.den) / rate.num;
}

/** The frame on screen when a player says that it shows `seconds`. */
export function frameAt(seconds: number, rate: FrameRate): number {
  return Math.max(0, Math.floor((seconds * rate.num) / rate.den + 1e-6));
}

/** Frames in a counted second: 24 for 24000/1001 as well, because a timecode counts whole frames. */
function counted(rate: FrameRate): number {
  return Math.round(rate.num / rate.den);
}

const FORM = /^(\d{2}):(\d{2}):(\d{2})[:;](\d{2})$/;

/** Numbers that a minute leaves out, but every tenth, so that the timecode keeps up with the clock: two at 29.97, none
 * at any other rate (SMPTE ST 12-1). */
function dropped({ num, den }: FrameRate): number {
  return num === 30_000 && den === 1001 ? 2 : 0;
}

/** The number of the frame that a timecode names, from 00:00:00:00. Throws `RangeError` for what is not a timecode, and
 * for a number that is left out. */
export function framesOf(timecode: string, rate: FrameRate): number {
  const found = FORM.exec(timecode);
  if (!found) throw new RangeError(`${timecode} is not a timecode: write HH:MM:SS:FF`);
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = found.slice(1).map(Number);
  const second = counted(rate);
  if (minutes > 59 || seconds > 59 || frames >= second) {
    throw new RangeError(`${timecode} is not a timecode at ${second} frames a second`);
  }
  const drops = dropped(rate);
  if (frames < drops && seconds === 0 && minutes % 10 !== 0) {
    throw new RangeError(`${timecode} is left out where numbers are dropped`);
  }
  const all = hours * 60 + minutes;
  return (all * 60 + seconds) * second + frames - drops * (all - Math.floor(all / 10));
}

/** HH:MM:SS:FF of a frame of a film that starts at `start`, HH:MM:SS;FF where numbers are dropped; hours go on after
 * 23. */
export function timecodeOf(frame: number, rate: FrameRate, start = '00:00:00:00'): string {
  const second = counted(rate);
  const drops = dropped(rate);
  const all = numbered(frame + framesOf(start, rate), second, drops);
  const parts = [
    Math.floor(all / (3600 * second)),
    Math.floor(all / (60 * second)) % 60,
    Math.floor(all / second) % 60,
  ];
  const [hours, minutes, seconds, frames] = [...parts, all % second].map((part) => String(part).padStart(2, '0'));
  return `${hours}:${minutes}:${seconds}${drops ? ';' : ':'}${frames}`;
}

/** The number of a frame with those before it that are left out. */
function numbered(frame: number, second: number, drops: number): number {
  if (!drops) return frame;
  const minute = 60 * second - drops;
  const ten = 10 * minute + drops;
  const rest = frame % ten;
  return frame + drops * (9 * Math.floor(frame / ten) + Math.floor(Math.max(0, rest - drops) / minute));
}

/** A rate as it is called: 24, 23.976, 29.97. */
export function nameOf({ num, den }: FrameRate): string {
  return String(Number((num / den).toFixed(3)));
}

/** A length for people: 3:30, or 1:03:30. */
export function lengthOf(frames: number, rate: FrameRate): string {
  const seconds = Math.round((frames * rate.den) / rate.num);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
