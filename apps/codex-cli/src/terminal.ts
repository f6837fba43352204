/** Colour only where a terminal shows it: `NO_COLOR` and `--color never` switch it off, `--color always` on. */
export function useColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  choice: 'always' | 'never' | 'auto' = 'auto',
): boolean {
  if (choice !== 'auto') return choice === 'always';
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
