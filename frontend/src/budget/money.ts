/** Money as the API has it, in hundredths of a currency, and as people write and read it. */

/** "1,234.50", without the currency, which stands above the column. */
export function amountOf(hundredths: number): string {
  return (hundredths / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Hundredths of what somebody wrote, or null where it is not an amount: "1234.5", "1,234.50", "€ 30". */
export function hundredthsOf(written: string): number | null {
  const plain = written.replaceAll(/[\s,'’]|^\p{Sc}|\p{Sc}$/gu, '');
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(plain)) return null;
  const [whole = '', part = ''] = plain.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}
