/** Letter where it is at home, A4 elsewhere. */
export function paperHere(): 'us-letter' | 'a4' {
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  return ['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE'].includes(region) ? 'us-letter' : 'a4';
}
