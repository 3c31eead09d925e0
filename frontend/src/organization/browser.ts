/** "Firefox on Linux", as far as a browser says who it is. */
export function browserOf(agent: string): string {
  const browser = /Edg\/|OPR\/|Firefox\/|Chrome\/|Safari\//.exec(agent)?.[0];
  const names: Record<string, string> = {
    'Edg/': 'Edge',
    'OPR/': 'Opera',
    'Firefox/': 'Firefox',
    'Chrome/': 'Chrome',
    'Safari/': 'Safari',
  };
  // Every Edge and Opera says that it is Chrome, too.
  const name = /Edg\//.test(agent) ? 'Edge' : /OPR\//.test(agent) ? 'Opera' : browser ? names[browser] : undefined;
  const system = /iPhone|iPad|Android|Windows|Mac OS X|Linux/.exec(agent)?.[0]?.replace('Mac OS X', 'macOS');
  if (!name && !system) return agent || 'unknown';
  return [name, system].filter(Boolean).join(' on ');
}
