import type { Check } from './doctor-report.ts';

/** The `Date` header of an answer, and when it came by the local clock. */
export interface DatedAnswer {
  readonly date: string;
  readonly atUnixMillis: number;
}

const MOST_SKEW_MILLIS = 60_000;

/** Compares this machine's clock with the receiver's; null where no answer had a date. */
export function checkClock(answers: readonly DatedAnswer[]): Check | null {
  const skews = answers.map(({ date, atUnixMillis }) => atUnixMillis - Date.parse(date)).filter(Number.isFinite);
  if (skews.length === 0) return null;
  // The smallest: an answer may have been under way for long.
  const skew = skews.reduce((smallest, each) => (Math.abs(each) < Math.abs(smallest) ? each : smallest));
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) <= MOST_SKEW_MILLIS)
    return { name: 'clock', ok: true, durationMillis: 0, code: 'ok', message: 'agrees with the receiver', hint: '' };
  return {
    name: 'clock',
    ok: false,
    durationMillis: 0,
    code: 'clock_skew',
    message: `This machine's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the receiver's.`,
    hint: 'Spans carry the times of this machine: set its clock, for instance by switching NTP on.',
  };
}
