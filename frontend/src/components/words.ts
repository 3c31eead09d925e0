/** Numbers, times and lengths as people read them. */

const DAY_MS = 86_400_000;

/** "3 minutes ago", and a date once it is more than a week. */
export function agoOf(time: string, now = Date.now()): string {
  const passed = now - Date.parse(time);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (passed < 60_000) return 'just now';
  if (passed < 3_600_000) return relative.format(-Math.floor(passed / 60_000), 'minute');
  if (passed < DAY_MS) return relative.format(-Math.floor(passed / 3_600_000), 'hour');
  if (passed < 7 * DAY_MS) return relative.format(-Math.floor(passed / DAY_MS), 'day');
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(new Date(time));
}

/** 14:02 */
export function clockOf(time: number): string {
  return new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time);
}

/** "1 shot", "51 shots" */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en').format(number)} ${number === 1 ? one : many}`;
}

/** "11 s", "4 min" */
export function durationOf(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** 11 → "1 3/8": the trade counts a scene's length in eighths of a page. */
export function eighthsOf(eighths: number | undefined): string {
  if (eighths === undefined) return '';
  const [whole, rest] = [Math.floor(eighths / 8), eighths % 8];
  return [whole || !rest ? `${whole}` : '', rest ? `${rest}/8` : ''].filter(Boolean).join(' ');
}

/** What a project is called that begins with this file: its title page's title, else the file's name. */
export function titleOf(filename: string, head: string): string {
  const titled = /^title:[ \t]*(.*(?:\n[ \t]+.+)*)/i.exec(head.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))?.[1];
  const plain = (titled ?? '')
    .replace(/[*_]+/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ');
  const named = filename
    .replace(/\.[^.]*$/, '')
    .replace(/[-_]+/g, ' ')
    .trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names may not hold them
  const title = (plain || named).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return [...title].slice(0, 200).join('') || 'Untitled';
}
