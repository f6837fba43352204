/** `950 ms`, `3.2 s`, `2 m 05 s`. */
export function formatDuration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `$0.000975`: four significant digits, never in exponent form. */
export function formatCost(dollars: number): string {
  if (dollars === 0) return '$0';
  const digits = Math.min(12, Math.max(2, 3 - Math.floor(Math.log10(Math.abs(dollars)))));
  return `$${dollars.toFixed(digits).replace(/0+$/, '').replace(/\.$/, '')}`;
}

/** `1,260` */
export function formatCount(count: number): string {
  // Not toLocaleString: its first call in a process takes tens of milliseconds.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Milliseconds between two ISO times. */
export function millisBetween(start: string, end: string): number {
  return Math.max(0, Date.parse(end) - Date.parse(start));
}
