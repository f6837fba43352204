import { join, resolve } from 'node:path';
import type { Host } from './host.ts';

/** `$CODEX_HOME`, also `~/…` or relative to where the command was started, else `~/.codex`. */
export function codexHome({ env, home, cwd }: Pick<Host, 'env' | 'home' | 'cwd'>): string {
  const configured = env['CODEX_HOME'];
  if (configured === undefined || configured.trim() === '') return join(home, '.codex');
  return resolve(
    cwd,
    configured.replace(/^~(?=$|[/\\])/, () => home),
  );
}
