/** Whether subtitles are shown. Most films carry their captions in the picture, and would say everything twice. */

const KEY = 'subtitles';

/** What draws the captions into the picture. */
const CAPTIONED: ReadonlySet<string> = new Set(['animatic']);

/** What somebody chose before, else on where the pictures of these renderers carry no captions. */
export function subtitlesChoice(renderers: readonly string[]): boolean {
  try {
    const chosen = localStorage.getItem(KEY);
    if (chosen !== null) return chosen === 'on';
  } catch {
    // Storage may be forbidden: the usual then stands.
  }
  return !renderers.some((each) => CAPTIONED.has(each));
}

export function keepSubtitlesChoice(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // The choice then lasts as long as the page.
  }
}
