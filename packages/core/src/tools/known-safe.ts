/** Programs that only read, whatever their arguments. */
const READERS: ReadonlySet<string> = new Set(
  'cat cd cut echo expr false grep head id ls nl paste pwd rev seq stat tail tr true uname uniq wc which whoami'.split(
    ' ',
  ),
);

/**
 * Whether a command surely changes nothing, so that it runs without asking under the policy `untrusted`: one program
 * of a short list, and nothing that a shell would interpret.
 */
export function isKnownSafe(command: string | readonly string[]): boolean {
  if (typeof command !== 'string') return READERS.has(command[0] ?? '');
  if (/[;&|<>`$()\\\n\r{}*?[\]~!#'"=]/.test(command)) return false;
  return READERS.has(command.trim().split(/\s+/)[0] ?? '');
}
