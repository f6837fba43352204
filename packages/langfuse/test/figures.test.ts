import { expect, test } from '@jest/globals';
import { formatCost, formatCount, formatDuration, millisBetween } from '../src/format/figures.ts';

test.each([
  [0, '$0'],
  [0.000975, '$0.000975'],
  [0.30000000000000004, '$0.3'],
  [1.5, '$1.5'],
  [12.345678, '$12.35'],
  [0.0000001, '$0.0000001'],
])('%d is %s', (dollars, text) => expect(formatCost(dollars)).toBe(text));

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [3200, '3.2 s'],
  [125_000, '2 m 05 s'],
])('%d ms is %s', (millis, text) => expect(formatDuration(millis)).toBe(text));

test('counts are grouped, times are never negative', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(millisBetween('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.500Z')).toBe(1500);
  expect(millisBetween('2026-01-01T00:00:01.000Z', '2026-01-01T00:00:00.000Z')).toBe(0);
});
