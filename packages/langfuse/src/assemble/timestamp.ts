/** The time of an event as Codex writes it: RFC 3339 in UTC with milliseconds. */
export function timestampOf({ timeUnixMicros }: { readonly timeUnixMicros: number }): string {
  return new Date(timeUnixMicros / 1000).toISOString();
}
