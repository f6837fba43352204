/**
 * Colour only where a terminal shows it: `NO_COLOR` and `--color never` switch it off, `--color always` and
 * `FORCE_COLOR` on. `FORCE_COLOR` wins over `NO_COLOR`, as in Node itself; its `0` and `false` switch colour off.
 */
export function useColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  choice: 'always' | 'never' | 'auto' = 'auto',
): boolean {
  if (choice !== 'auto') return choice === 'always';
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
