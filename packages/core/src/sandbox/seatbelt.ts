import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Arguments of macOS's `sandbox-exec`: everything can be read, only `writable` can be written, no network. */
export function seatbeltArguments(writable: readonly string[]): readonly string[] {
  const roots = writable.map((root) => realpathSync(root));
  const guarded = roots.flatMap((root) => ['.git', '.codex'].map((name) => realpathIfThere(join(root, name))));
  const profile = [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    '(deny file-write*)',
    '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") (regex #"^/dev/fd/"))',
    ...roots.map((_, index) => `(allow file-write* (subpath (param "WRITABLE_${index}")))`),
    ...guarded.map((_, index) => `(deny file-write* (subpath (param "PROTECTED_${index}")))`),
  ].join('\n');
  return [
    '-p',
    profile,
    ...roots.map((root, index) => `-DWRITABLE_${index}=${root}`),
    ...guarded.map((path, index) => `-DPROTECTED_${index}=${path}`),
  ];
}

function realpathIfThere(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
