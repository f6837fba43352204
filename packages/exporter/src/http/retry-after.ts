/**
 * Milliseconds asked for by `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. A date is measured against
 * the answer's own `Date`, so that neither clock has to be right; without `Date` it says nothing. Nor does anything
 * else that may stand there: `Date.parse` alone makes a date of `-5` and `foo 2099`.
 */
export function retryAfterMillis(retryAfter: string | undefined, date: string | undefined): number | undefined {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  if (!HTTP_DATE.test(text)) return undefined;
  const wait = Date.parse(text) - Date.parse(date ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** With a day's name, short or long, and in GMT. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*, .* GMT$/i;
