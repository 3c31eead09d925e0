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

/** The number of the frame that a timecode names, from 00:00:00:00. Throws `RangeError` for what is not a timecode. */
export function framesOf(timecode: string, rate: FrameRate): number {
  const found = FORM.exec(timecode);
  if (!found) throw new RangeError(`${timecode} is not a timecode: write HH:MM:SS:FF`);
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = found.slice(1).map(Number);
  const second = counted(rate);
  if (minutes > 59 || seconds > 59 || frames >= second) {
    throw new RangeError(`${timecode} is not a timecode at ${second} frames a second`);
  }
  return ((hours * 60 + minutes) * 60 + seconds) * second + frames;
}

/** HH:MM:SS:FF of a frame of a film that starts at `start`, without dropped numbers; hours go on after 23. */
export function timecodeOf(frame: number, rate: FrameRate, start = '00:00:00:00'): string {
  const second = counted(rate);
  const all = frame + framesOf(start, rate);
  const parts = [
    Math.floor(all / (3600 * second)),
    Math.floor(all / (60 * second)) % 60,
    Math.floor(all / second) % 60,
  ];
  return [...parts, all % second].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A length for people: 3:30, or 1:03:30. */
export function lengthOf(frames: number, rate: FrameRate): string {
  const seconds = Math.round((frames * rate.den) / rate.num);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
