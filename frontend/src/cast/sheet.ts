/** Character sheets in words. */

import type { Consent, Sheet } from '@/api/sheet-queries';

/** The plates in the order of a sheet. */
export const PLATES = [
  { file: 'front.png', name: 'Front', wide: false },
  { file: 'three-quarter.png', name: 'Three-quarter', wide: false },
  { file: 'profile.png', name: 'Profile', wide: false },
  { file: 'back.png', name: 'Back', wide: false },
  { file: 'expressions.png', name: 'Calm, speaking, smiling, astonished, eyes closed', wide: true },
] as const;

export const MODES: Record<Sheet['mode'], string> = {
  avatar: 'Invented: nobody has to agree',
  actor: 'Looks and sounds like a person, who has to agree to both',
  brand: 'Looks like the face of a brand, who has to agree',
};

const DECIDED = { person: 'Chosen', page: 'On the page', seed: 'By the seed of the name' } as const;

/** ["On the page", "garment, hat"], those that are most deliberate first; nothing of what decided nothing. */
export function decidedOf(sheet: Pick<Sheet, 'decided_by'>): [string, string][] {
  return (['person', 'page', 'seed'] as const).flatMap((by): [string, string][] => {
    const fields = Object.keys(sheet.decided_by).filter((name) => sheet.decided_by[name] === by);
    return fields.length > 0 ? [[DECIDED[by], fields.map((name) => name.replaceAll('_', ' ')).join(', ')]] : [];
  });
}

/** Where a consent stands on a day (2026-05-28), in a word. */
export function standingOf(consent: Consent, today: string): string {
  if (consent.withdrawn_on) return `withdrawn on ${consent.withdrawn_on}`;
  if (consent.expires_on && consent.expires_on < today) return `expired on ${consent.expires_on}`;
  if (consent.begins_on > today) return `begins on ${consent.begins_on}`;
  if (!consent.file_name) return 'its file is missing';
  return consent.expires_on ? `until ${consent.expires_on}` : 'until it is withdrawn';
}

/** 2026-05-28, as consents have their days. */
export function todayOf(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}
