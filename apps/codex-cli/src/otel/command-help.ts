import { InvalidArgumentError } from 'commander';

export interface HelpParts {
  readonly notes?: readonly string[];
  readonly exitCodes: readonly string[];
  readonly examples: readonly string[];
}

/** What stands below the options. */
export function helpText({ notes = [], exitCodes, examples }: HelpParts): string {
  const indent = (line: string): string => `  ${line}`;
  const parts = [notes, ['Exit codes:', ...exitCodes.map(indent)], ['Examples:', ...examples.map(indent)]];
  return parts.flatMap((part) => (part.length === 0 ? [] : ['', ...part])).join('\n');
}

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('Expected a number of seconds, such as 30.');
}

const UNIT_MILLIS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `2h`, `1d` before now, or a time in ISO 8601. */
export function parseSince(text: string): Date {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text.trim()) ?? [];
  const millis = count === undefined ? parseTime(text.trim()) : Date.now() - Number(count) * (UNIT_MILLIS[unit] ?? 0);
  if (Number.isFinite(millis)) return new Date(millis);
  throw new InvalidArgumentError('Expected a duration such as 10m or 2h, or a time such as 2026-01-31T12:00:00Z.');
}

/** `Date.parse` alone takes `5` for a month. A day, or a time without a zone, is this machine's. */
function parseTime(text: string): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Date.parse(`${text}T00:00`);
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
}
