/** `now`, `in 40 s`, `in 5 min`, `in 2 h`. */
export function waitText(millis: number): string {
  if (millis <= 0) return 'now';
  const seconds = Math.ceil(millis / 1000);
  if (seconds < 120) return `in ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `in ${minutes} min` : `in ${Math.round(minutes / 60)} h`;
}
