/** Call sheets in words: times as clocks at the location show them, departments, days. */

import type { Department, Sheet, SheetTime } from '@/api/callsheet-queries';

export const DEPARTMENTS: readonly Department[] = [
  'production',
  'directing',
  'camera',
  'grip',
  'electric',
  'sound',
  'art',
  'props',
  'wardrobe',
  'make_up',
  'cast',
  'stunts',
  'effects',
  'locations',
  'transport',
  'catering',
  'safety',
  'post',
  'other',
];

export function departmentOf(name: string): string {
  return name === 'make_up' ? 'Make-up' : name.charAt(0).toUpperCase() + name.slice(1);
}

/** "02:30 +1" for what is past the midnight of the sheet's day; the moment says itself how clocks go there. */
export function clockAt(moment: string, sheet: Pick<Sheet, 'date' | 'clock'>): string {
  const [hours, minutes] = [Number(moment.slice(11, 13)), moment.slice(14, 16)];
  const days = Math.round((Date.parse(moment.slice(0, 10)) - Date.parse(sheet.date)) / 86_400_000);
  const clock =
    sheet.clock === '24h' ? moment.slice(11, 16) : `${hours % 12 || 12}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`;
  return days ? `${clock} ${days > 0 ? '+' : ''}${days}` : clock;
}

export function timeOf(time: SheetTime | null, sheet: Pick<Sheet, 'date' | 'clock'>): string {
  return time ? clockAt(time.at, sheet) : '–';
}

/** "Mon 1 June 2026" */
export function dayOf(date: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`));
  return parts.replace(',', '');
}
