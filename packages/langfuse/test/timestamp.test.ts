import { describe, expect, it } from '@jest/globals';
import { timestampOf } from '../src/assemble/timestamp.ts';

describe('timestampOf', () => {
  it('writes what Date writes, whatever came before', () => {
    const times = [
      0, 1, 999, 1000, 999_999, 1_000_000, 1_000_001, 1_764_354_999_999_999, 1_764_355_000_000_000,
      1_764_354_999_001_000, 8_999_999_999_999_999, -1, -1_000_001,
    ];
    for (const timeUnixMicros of [...times, ...times.toReversed()])
      expect(timestampOf({ timeUnixMicros })).toBe(new Date(Math.floor(timeUnixMicros / 1000)).toISOString());
  });

  it('refuses what no date can hold', () => {
    expect(() => timestampOf({ timeUnixMicros: Number.NaN })).toThrow(RangeError);
    expect(timestampOf({ timeUnixMicros: 0 })).toBe('1970-01-01T00:00:00.000Z');
  });
});
