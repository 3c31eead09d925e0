import { describe, expect, it } from 'vitest';
import { amountOf, hundredthsOf } from '@/budget/money';

describe('money', () => {
  it.each([
    ['450.50', 45_050],
    ['1,234.5', 123_450],
    ['1 234', 123_400],
    ['€ 30', 3_000],
    ['0.07', 7],
  ])('is read as people write it: %s', (written, hundredths) => {
    expect(hundredthsOf(written)).toBe(hundredths);
  });

  it.each(['', 'ten', '-5', '1.234', '1e3', '999999999'])('that cannot be is refused: %s', (written) => {
    expect(hundredthsOf(written)).toBeNull();
  });

  it('is written so that it reads back', () => {
    for (const hundredths of [0, 7, 99, 100, 123_456_789]) expect(hundredthsOf(amountOf(hundredths))).toBe(hundredths);
  });
});
