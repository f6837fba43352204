/** The time of an event as Codex writes it: RFC 3339 in UTC with milliseconds. */
export function timestampOf({ timeUnixMicros }: { readonly timeUnixMicros: number }): string {
  const unixSeconds = Math.floor(timeUnixMicros / 1_000_000);
  if (unixSeconds !== latest.unixSeconds) latest = { unixSeconds, text: isoSeconds(unixSeconds) };
  const milliseconds = Math.floor(timeUnixMicros / 1000) - unixSeconds * 1000;
  return `${latest.text}.${String(milliseconds).padStart(3, '0')}Z`;
}

/** Events follow each other within the second: most of the text is that of the one before. */
let latest: { readonly unixSeconds: number; readonly text: string } = { unixSeconds: 0, text: isoSeconds(0) };

/** Throws a `RangeError` for a time that no date has. */
function isoSeconds(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, -'.000Z'.length);
}
