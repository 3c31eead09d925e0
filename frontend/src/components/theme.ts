/** Dark, or light where the system or the person likes it so. Choices like this one are all that this site stores. */

const KEY = 'theme';

export type Theme = 'dark' | 'light';

export const THEME_SCRIPT = `try{var t=localStorage.getItem('${KEY}')||(matchMedia('(prefers-color-scheme: light)').matches?'light':'dark');document.documentElement.dataset.theme=t}catch(e){}`;

export function toggleTheme(): void {
  const root = document.documentElement;
  const next: Theme = root.dataset.theme === 'light' ? 'dark' : 'light';
  root.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage may be full or forbidden: the choice then lasts as long as the page.
  }
}
